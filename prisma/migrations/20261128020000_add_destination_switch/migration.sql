create type "switch_status" as enum ('running', 'done', 'failed', 'cancelled');
create type "switch_step" as enum ('stopping', 'updating', 'waiting', 'starting');
create type "switch_settings" as enum ('pending', 'changed', 'kept');

create table "destination_switch" (
  "user_id"          text not null,
  "kind"             "meeting_kind" not null,
  "meeting_id"       bigint not null,
  "id"               uuid not null,
  "destination_id"   uuid not null,
  "status"           "switch_status" not null default 'running',
  "step"             "switch_step" not null,
  "was_live"         boolean,
  "settings"         "switch_settings" not null default 'pending',
  "restarted"        boolean not null default false,
  "attempts"         integer not null default 0,
  "start_after"      timestamptz(3),
  "stopped_at"       timestamptz(3),
  "problem"          jsonb,
  "settings_problem" jsonb,
  "owner"            uuid,
  "owner_until"      timestamptz(3),
  "created_at"       timestamptz(3) not null default current_timestamp,
  "finished_at"      timestamptz(3),

  constraint "destination_switch_pkey" primary key ("user_id", "kind", "meeting_id"),
  constraint "destination_switch_user_id_fkey" foreign key ("user_id")
    references "installation" ("user_id") on delete cascade on update cascade,
  constraint "destination_switch_owner_has_a_lease" check (("owner" is null) = ("owner_until" is null)),
  constraint "destination_switch_finished_has_a_time" check ("status" <> 'running' or "finished_at" is null)
);

create unique index "destination_switch_id_key" on "destination_switch" ("id");
create index "destination_switch_status_idx" on "destination_switch" ("status");
create index "destination_switch_finished_at_idx" on "destination_switch" ("finished_at");
