-- How fast Zoom may be called: one row for each limit that all instances share. Keys are hashes: the rows outlive users.

create table "rate_limit" (
  "key"           text            not null,
  -- When the next call may start, milliseconds since 1970 on this clock: a time rounded to whole ones would add up.
  "next_ms"       float8          not null default 0,
  -- Calls a second since Zoom last said that it was too fast; grows back with time. Null where it never did.
  "slowed_to"     float8,
  "slowed_at"     timestamptz(3),
  -- Zoom has said not to call before, and why.
  "blocked_until" timestamptz(3),
  "blocked_code"  text,
  "updated_at"    timestamptz(3)  not null default current_timestamp,

  constraint "rate_limit_pkey" primary key ("key"),
  constraint "rate_limit_slowed_is_whole" check (("slowed_to" is null) = ("slowed_at" is null)),
  constraint "rate_limit_blocked_is_whole" check (("blocked_until" is null) = ("blocked_code" is null))
);

create index "rate_limit_updated_at_idx" on "rate_limit" ("updated_at");
