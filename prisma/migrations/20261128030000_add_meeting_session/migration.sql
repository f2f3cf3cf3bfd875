create table "meeting_session" (
  "user_id"    text not null,
  "kind"       "meeting_kind" not null,
  "meeting_id" bigint not null,
  "uuid"       text,
  "started_at" timestamptz(3),
  "ended_at"   timestamptz(3),
  "event_at"   timestamptz(3) not null,

  constraint "meeting_session_pkey" primary key ("user_id", "kind", "meeting_id"),
  constraint "meeting_session_user_id_fkey" foreign key ("user_id")
    references "installation" ("user_id") on delete cascade on update cascade,
  constraint "meeting_session_has_a_time" check ("started_at" is not null or "ended_at" is not null)
);
