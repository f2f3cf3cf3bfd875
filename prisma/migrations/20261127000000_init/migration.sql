-- The whole schema. schema.prisma explains each table and column; the CHECK constraints exist only here.

create type "installation_status" as enum ('connected', 'reconnect_required');
create type "meeting_kind" as enum ('meeting', 'webinar');
create type "livestream_source" as enum ('zoom', 'webhook');
create type "live_state" as enum ('live', 'idle');
create type "change_author" as enum ('uplink', 'zoom');
create type "change_kind" as enum ('updated', 'restored', 'revealed', 'drift', 'started', 'stopped');
create type "bulk_update_status" as enum ('queued', 'running', 'done', 'cancelled');
create type "bulk_row_status" as enum ('pending', 'done', 'failed', 'skipped', 'cancelled');

create table "installation" (
  "user_id"           text not null,
  "account_id"        text not null,
  "status"            "installation_status" not null,
  "scopes"            text[] not null default array[]::text[],
  "profile"           bytea not null,
  "data_key"          bytea not null,
  "installed_at"      timestamptz(3) not null default current_timestamp,
  "connected_at"      timestamptz(3) not null default current_timestamp,
  "updated_at"        timestamptz(3) not null default current_timestamp,
  "settings_event_at" timestamptz(3),
  "listing_version"   bigint not null default 0,
  "erasing_since"     timestamptz(3),

  constraint "installation_pkey" primary key ("user_id"),
  constraint "installation_user_id_is_given" check ("user_id" <> '')
);

create index "installation_account_id_idx" on "installation" ("account_id");

create table "token" (
  "user_id"                 text not null,
  "access_token"            bytea not null,
  "refresh_token"           bytea not null,
  "access_token_expires_at" timestamptz(3) not null,
  "generation"              bigint not null,
  "lease_owner"             uuid,
  "lease_until"             timestamptz(3),
  "intent_generation"       bigint,
  "refreshed_at"            timestamptz(3) not null default current_timestamp,
  "updated_at"              timestamptz(3) not null default current_timestamp,
  "forced_refresh_at"       timestamptz(3),
  "refresh_failed_at"       timestamptz(3),

  constraint "token_pkey" primary key ("user_id"),
  constraint "token_user_id_fkey" foreign key ("user_id")
    references "installation" ("user_id") on delete cascade on update cascade,
  constraint "token_generation_is_positive" check ("generation" > 0),
  constraint "token_lease_is_whole" check (("lease_owner" is null) = ("lease_until" is null)),
  constraint "token_intent_is_of_the_past" check ("intent_generation" between 1 and "generation")
);

create index "token_refreshed_at_idx" on "token" ("refreshed_at");

create table "session" (
  "id_hash"      bytea not null,
  "user_id"      text not null,
  "created_at"   timestamptz(3) not null default current_timestamp,
  "last_seen_at" timestamptz(3) not null default current_timestamp,

  constraint "session_pkey" primary key ("id_hash"),
  constraint "session_user_id_fkey" foreign key ("user_id")
    references "installation" ("user_id") on delete cascade on update cascade,
  constraint "session_id_hash_is_sha256" check (octet_length("id_hash") = 32)
);

create index "session_user_id_idx" on "session" ("user_id");
create index "session_last_seen_at_idx" on "session" ("last_seen_at");

create table "livestream" (
  "user_id"       text not null,
  "kind"          "meeting_kind" not null,
  "meeting_id"    bigint not null,
  "configuration" bytea,
  "source"        "livestream_source",
  "fetched_at"    timestamptz(3),
  "version"       bigint not null default 1,
  "write_owner"   uuid,
  "write_until"   timestamptz(3),
  "dirty"         boolean not null default false,
  "updated_at"    timestamptz(3) not null default current_timestamp,
  "event_at"      timestamptz(3),
  "intended"      bytea,

  constraint "livestream_pkey" primary key ("user_id", "kind", "meeting_id"),
  constraint "livestream_user_id_fkey" foreign key ("user_id")
    references "installation" ("user_id") on delete cascade on update cascade,
  constraint "livestream_meeting_id_is_positive" check ("meeting_id" > 0),
  constraint "livestream_version_is_positive" check ("version" > 0),
  constraint "livestream_configuration_has_an_origin" check (
    "configuration" is null or ("source" is not null and "fetched_at" is not null)
  ),
  constraint "livestream_write_lease_is_whole" check ("write_owner" is null or "write_until" is not null)
);

create index "livestream_kind_meeting_id_idx" on "livestream" ("kind", "meeting_id");

create table "listing_page" (
  "user_id"    text not null,
  "kind"       "meeting_kind" not null,
  "type"       text not null,
  "page_token" text not null,
  "page"       bytea not null,
  "fetched_at" timestamptz(3) not null,

  constraint "listing_page_pkey" primary key ("user_id", "kind", "type", "page_token"),
  constraint "listing_page_user_id_fkey" foreign key ("user_id")
    references "installation" ("user_id") on delete cascade on update cascade
);

create table "authorization_request" (
  "state_hash"    bytea not null,
  "browser_hash"  bytea not null,
  "code_verifier" bytea not null,
  "next"          text not null,
  "created_at"    timestamptz(3) not null default current_timestamp,

  constraint "authorization_request_pkey" primary key ("state_hash"),
  constraint "authorization_request_state_hash_is_sha256" check (octet_length("state_hash") = 32),
  constraint "authorization_request_browser_hash_is_sha256" check (octet_length("browser_hash") = 32)
);

create index "authorization_request_created_at_idx" on "authorization_request" ("created_at");
create index "authorization_request_browser_hash_created_at_idx" on "authorization_request" ("browser_hash", "created_at");

create table "key_check" (
  "id"        smallint not null default 1,
  "encrypted" bytea not null,

  constraint "key_check_pkey" primary key ("id"),
  constraint "key_check_is_one_row" check ("id" = 1)
);

create table "live_status" (
  "user_id"    text not null,
  "kind"       "meeting_kind" not null,
  "meeting_id" bigint not null,
  "state"      "live_state" not null,
  "since"      timestamptz(3) not null,
  "event_at"   timestamptz(3) not null,

  constraint "live_status_pkey" primary key ("user_id", "kind", "meeting_id"),
  constraint "live_status_user_id_fkey" foreign key ("user_id")
    references "installation" ("user_id") on delete cascade on update cascade,
  constraint "live_status_meeting_id_is_positive" check ("meeting_id" > 0)
);

create table "webhook_event" (
  "body_hash"   bytea not null,
  "user_hash"   bytea,
  "event"       text not null,
  "payload"     bytea,
  "received_at" timestamptz(3) not null default current_timestamp,
  "done_at"     timestamptz(3),

  constraint "webhook_event_pkey" primary key ("body_hash"),
  constraint "webhook_event_body_hash_is_a_hash" check (octet_length("body_hash") = 32),
  constraint "webhook_event_user_hash_is_a_hash" check (octet_length("user_hash") = 32),
  constraint "webhook_event_done_has_no_payload" check ("done_at" is null or "payload" is null)
);

create index "webhook_event_user_hash_idx" on "webhook_event" ("user_hash");
create index "webhook_event_received_at_idx" on "webhook_event" ("received_at");
create index "webhook_event_done_at_idx" on "webhook_event" ("done_at");

create table "erased_user" (
  "user_hash" bytea not null,
  "erased_at" timestamptz(3) not null default current_timestamp,

  constraint "erased_user_pkey" primary key ("user_hash"),
  constraint "erased_user_hash_is_a_hash" check (octet_length("user_hash") = 32)
);

create index "erased_user_erased_at_idx" on "erased_user" ("erased_at");

create table "livestream_change" (
  "id"         uuid not null,
  "user_id"    text not null,
  "kind"       "meeting_kind" not null,
  "meeting_id" bigint not null,
  "seq"        bigserial not null,
  "at"         timestamptz(3) not null default current_timestamp,
  "by"         "change_author" not null,
  "change"     "change_kind" not null,
  "content"    bytea not null,

  constraint "livestream_change_pkey" primary key ("id"),
  constraint "livestream_change_user_id_fkey" foreign key ("user_id")
    references "installation" ("user_id") on delete cascade on update cascade,
  constraint "livestream_change_meeting_id_is_positive" check ("meeting_id" > 0)
);

create index "livestream_change_user_id_kind_meeting_id_at_seq_idx" on "livestream_change" ("user_id", "kind", "meeting_id", "at" desc, "seq" desc);
create index "livestream_change_at_idx" on "livestream_change" ("at");

create table "start_attempt" (
  "user_id"    text not null,
  "kind"       "meeting_kind" not null,
  "meeting_id" bigint not null,
  "at"         timestamptz(3) not null,
  "problem"    text,
  "check_at"   timestamptz(3),

  constraint "start_attempt_pkey" primary key ("user_id", "kind", "meeting_id"),
  constraint "start_attempt_user_id_fkey" foreign key ("user_id")
    references "installation" ("user_id") on delete cascade on update cascade,
  constraint "start_attempt_meeting_id_is_positive" check ("meeting_id" > 0)
);

create index "start_attempt_check_at_idx" on "start_attempt" ("check_at");

create table "destination" (
  "id"         uuid not null,
  "user_id"    text not null,
  "service"    text not null,
  "content"    bytea not null,
  "version"    bigint not null default 1,
  "created_at" timestamptz(3) not null default current_timestamp,
  "updated_at" timestamptz(3) not null default current_timestamp,

  constraint "destination_pkey" primary key ("id"),
  constraint "destination_user_id_fkey" foreign key ("user_id")
    references "installation" ("user_id") on delete cascade on update cascade,
  constraint "destination_version_is_positive" check ("version" > 0)
);

create index "destination_user_id_created_at_idx" on "destination" ("user_id", "created_at");

create table "rate_limit" (
  "key"           text not null,
  "next_ms"       float8 not null default 0,
  "slowed_to"     float8,
  "slowed_at"     timestamptz(3),
  "blocked_until" timestamptz(3),
  "blocked_code"  text,
  "updated_at"    timestamptz(3) not null default current_timestamp,

  constraint "rate_limit_pkey" primary key ("key"),
  constraint "rate_limit_slowed_is_whole" check (("slowed_to" is null) = ("slowed_at" is null)),
  constraint "rate_limit_blocked_is_whole" check (("blocked_until" is null) = ("blocked_code" is null))
);

create index "rate_limit_updated_at_idx" on "rate_limit" ("updated_at");

create table "user_event" (
  "id"      bigserial not null,
  "user_id" text not null,
  "event"   text not null,
  "data"    jsonb not null,
  "at"      timestamptz(3) not null default current_timestamp,

  constraint "user_event_pkey" primary key ("id"),
  constraint "user_event_user_id_fkey" foreign key ("user_id")
    references "installation" ("user_id") on delete cascade on update cascade
);

create index "user_event_user_id_id_idx" on "user_event" ("user_id", "id");
create index "user_event_at_idx" on "user_event" ("at");

create table "bulk_update" (
  "id"             uuid not null,
  "user_id"        text not null,
  "kind"           "meeting_kind" not null,
  "status"         "bulk_update_status" not null default 'queued',
  "undo_of"        uuid,
  "owner"          uuid,
  "owner_until"    timestamptz(3),
  "created_at"     timestamptz(3) not null default current_timestamp,
  "finished_at"    timestamptz(3),
  "stalled_since"  timestamptz(3),
  "changed_fields" text[] not null default array[]::text[],

  constraint "bulk_update_pkey" primary key ("id"),
  constraint "bulk_update_user_id_fkey" foreign key ("user_id")
    references "installation" ("user_id") on delete cascade on update cascade,
  constraint "bulk_update_owner_is_whole" check (("owner" is null) = ("owner_until" is null))
);

create index "bulk_update_user_id_created_at_idx" on "bulk_update" ("user_id", "created_at");
create index "bulk_update_status_idx" on "bulk_update" ("status");
create index "bulk_update_finished_at_idx" on "bulk_update" ("finished_at");

create table "bulk_update_row" (
  "bulk_update_id" uuid not null,
  "position"       integer not null,
  "meeting_id"     bigint not null,
  "status"         "bulk_row_status" not null default 'pending',
  "content"        bytea not null,
  "version"        bigint not null default 1,

  constraint "bulk_update_row_pkey" primary key ("bulk_update_id", "position"),
  constraint "bulk_update_row_bulk_update_id_fkey" foreign key ("bulk_update_id")
    references "bulk_update" ("id") on delete cascade on update cascade,
  constraint "bulk_update_row_meeting_id_is_positive" check ("meeting_id" > 0)
);

create table "job_worker" (
  "worker_id"   text not null,
  "instance_id" uuid not null,
  "seen_at"     timestamptz(3) not null default current_timestamp,

  constraint "job_worker_pkey" primary key ("worker_id")
);

create table "job_run" (
  "job"          text not null,
  "succeeded_at" timestamptz(3) not null,

  constraint "job_run_pkey" primary key ("job")
);

create table "pending_erasure" (
  "user_hash"    bytea not null,
  "user_id"      text not null,
  "requested_at" timestamptz(3) not null,
  "owner"        uuid,

  constraint "pending_erasure_pkey" primary key ("user_hash"),
  constraint "pending_erasure_user_hash_is_a_hash" check (octet_length("user_hash") = 32)
);
