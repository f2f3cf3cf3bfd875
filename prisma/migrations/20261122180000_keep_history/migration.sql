-- What was changed about a livestream, here and elsewhere, and when it was last tried to start one.

create type "change_author" as enum ('uplink', 'zoom');
create type "change_kind" as enum ('updated', 'restored', 'revealed', 'drift', 'started', 'stopped');

create table "livestream_change" (
  "id"         uuid             not null,
  "user_id"    text             not null,
  "kind"       "meeting_kind"   not null,
  "meeting_id" bigint           not null,
  -- Orders the changes of one millisecond.
  "seq"        bigserial        not null,
  "at"         timestamptz(3)   not null default current_timestamp,
  "by"         "change_author"  not null,
  "change"     "change_kind"    not null,
  "content"    bytea            not null,

  constraint "livestream_change_pkey" primary key ("id"),
  constraint "livestream_change_user_id_fkey" foreign key ("user_id")
    references "installation" ("user_id") on delete cascade on update cascade,
  constraint "livestream_change_meeting_id_is_positive" check ("meeting_id" > 0)
);

create index "livestream_change_user_id_kind_meeting_id_at_seq_idx"
  on "livestream_change" ("user_id", "kind", "meeting_id", "at" desc, "seq" desc);

-- What an update that is under way, or whose outcome is not known, means to leave: found at Zoom later, it was ours.
alter table "livestream" add column "intended" bytea;

-- The latest attempt to start a livestream from here. No problem: Zoom took it.
create table "start_attempt" (
  "user_id"    text            not null,
  "kind"       "meeting_kind"  not null,
  "meeting_id" bigint          not null,
  "at"         timestamptz(3)  not null,
  "problem"    text,
  -- When to look whether it came to anything, unless an event says so before.
  "check_at"   timestamptz(3),

  constraint "start_attempt_pkey" primary key ("user_id", "kind", "meeting_id"),
  constraint "start_attempt_user_id_fkey" foreign key ("user_id")
    references "installation" ("user_id") on delete cascade on update cascade,
  constraint "start_attempt_meeting_id_is_positive" check ("meeting_id" > 0)
);

create index "start_attempt_check_at_idx" on "start_attempt" ("check_at");
