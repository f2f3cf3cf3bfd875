alter table "installation"
  add column "readiness_checked_at" timestamptz(3),
  add column "first_steps_closed_at" timestamptz(3);

-- Users who installed an earlier version are not new.
update "installation" set "first_steps_closed_at" = now();
