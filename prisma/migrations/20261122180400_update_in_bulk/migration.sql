-- Many livestreams changed by one request, row by row.

create type "bulk_update_status" as enum ('queued', 'running', 'done', 'cancelled');
create type "bulk_row_status" as enum ('pending', 'done', 'failed', 'skipped', 'cancelled');

create table "bulk_update" (
  "id"          uuid                  not null,
  "user_id"     text                  not null,
  "kind"        "meeting_kind"        not null,
  "status"      "bulk_update_status"  not null default 'queued',
  "undo_of"     uuid,
  -- The process that works on it, until owner_until on the database's clock.
  "owner"       uuid,
  "owner_until" timestamptz(3),
  "created_at"  timestamptz(3)        not null default current_timestamp,
  "finished_at" timestamptz(3),

  constraint "bulk_update_pkey" primary key ("id"),
  constraint "bulk_update_user_id_fkey" foreign key ("user_id")
    references "installation" ("user_id") on delete cascade on update cascade,
  constraint "bulk_update_owner_is_whole" check (("owner" is null) = ("owner_until" is null))
);

create index "bulk_update_user_id_created_at_idx" on "bulk_update" ("user_id", "created_at");
create index "bulk_update_status_idx" on "bulk_update" ("status");

create table "bulk_update_row" (
  "bulk_update_id" uuid               not null,
  "position"       integer            not null,
  "meeting_id"     bigint             not null,
  "status"         "bulk_row_status"  not null default 'pending',
  "content"        bytea              not null,
  -- Grows with each store; what is sealed is sealed for it.
  "version"        bigint             not null default 1,

  constraint "bulk_update_row_pkey" primary key ("bulk_update_id", "position"),
  constraint "bulk_update_row_bulk_update_id_fkey" foreign key ("bulk_update_id")
    references "bulk_update" ("id") on delete cascade on update cascade,
  constraint "bulk_update_row_meeting_id_is_positive" check ("meeting_id" > 0)
);
