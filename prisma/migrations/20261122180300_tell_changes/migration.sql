-- What is told over /api/events, kept for a day so that a browser which was away hears what it missed.

create table "user_event" (
  "id"      bigserial       not null,
  "user_id" text            not null,
  "event"   text            not null,
  "data"    jsonb           not null,
  "at"      timestamptz(3)  not null default current_timestamp,

  constraint "user_event_pkey" primary key ("id"),
  constraint "user_event_user_id_fkey" foreign key ("user_id")
    references "installation" ("user_id") on delete cascade on update cascade
);

create index "user_event_user_id_id_idx" on "user_event" ("user_id", "id");
create index "user_event_at_idx" on "user_event" ("at");
