-- Zoom's event notifications, what they say about livestreams, and what remains of users who were erased.

create type "live_state" as enum ('live', 'idle');

-- The newest event counts, in whatever order they come.
create table "live_status" (
  "user_id"    text            not null,
  "kind"       "meeting_kind"  not null,
  "meeting_id" bigint          not null,
  "state"      "live_state"    not null,
  "since"      timestamptz(3)  not null,
  "event_at"   timestamptz(3)  not null,

  constraint "live_status_pkey" primary key ("user_id", "kind", "meeting_id"),
  constraint "live_status_user_id_fkey" foreign key ("user_id")
    references "installation" ("user_id") on delete cascade on update cascade,
  constraint "live_status_meeting_id_is_positive" check ("meeting_id" > 0)
);

-- When the newest event happened that says that the livestream may have changed.
alter table "livestream" add column "event_at" timestamptz(3);

-- The same of all of a user's livestreams, those included of which nothing is stored yet.
alter table "installation" add column "settings_event_at" timestamptz(3);

-- Kept for a week after it is done, without its payload, so that the same body is known again.
create table "notification" (
  "body_hash"   bytea           not null,
  "user_hash"   bytea,
  "event"       text            not null,
  "payload"     bytea,
  "received_at" timestamptz(3)  not null default current_timestamp,
  "done_at"     timestamptz(3),

  constraint "notification_pkey" primary key ("body_hash"),
  constraint "notification_body_hash_is_a_hash" check (octet_length("body_hash") = 32),
  constraint "notification_user_hash_is_a_hash" check (octet_length("user_hash") = 32),
  constraint "notification_done_has_no_payload" check ("done_at" is null or "payload" is null)
);

create index "notification_user_hash_idx" on "notification" ("user_hash");
create index "notification_received_at_idx" on "notification" ("received_at");

create table "erased_user" (
  "user_hash" bytea           not null,
  "erased_at" timestamptz(3)  not null default current_timestamp,

  constraint "erased_user_pkey" primary key ("user_hash"),
  constraint "erased_user_hash_is_a_hash" check (octet_length("user_hash") = 32)
);
