-- Periodic jobs, retention, and erasure in batches.

-- Which instance a pool of workers belongs to: a job that is locked by a worker of a dead instance is released.
create table "job_worker" (
  "worker_id"   text            not null,
  "instance_id" uuid            not null,
  "seen_at"     timestamptz(3)  not null default current_timestamp,

  constraint "job_worker_pkey" primary key ("worker_id")
);

-- When each periodic job last succeeded, whichever instance ran it.
create table "job_run" (
  "job"          text            not null,
  "succeeded_at" timestamptz(3)  not null,

  constraint "job_run_pkey" primary key ("job")
);

-- Erasures that are requested and not finished.
create table "pending_erasure" (
  "user_hash"    bytea           not null,
  "user_id"      text            not null,
  "requested_at" timestamptz(3)  not null,
  -- The instance that works on it.
  "owner"        uuid,

  constraint "pending_erasure_pkey" primary key ("user_hash"),
  constraint "pending_erasure_user_hash_is_a_hash" check (octet_length("user_hash") = 32)
);

-- Set when tokens, sessions and data key are deleted and the rest is being deleted in batches: the user is gone for everyone.
alter table "installation" add column "erasing_since" timestamptz(3);

-- When the hourly refresh of idle tokens last failed for this user: the others come first.
alter table "token" add column "refresh_failed_at" timestamptz(3);

-- What retention looks for.
create index "notification_done_at_idx" on "notification" ("done_at");
create index "session_last_seen_at_idx" on "session" ("last_seen_at");
create index "livestream_change_at_idx" on "livestream_change" ("at");
create index "token_refreshed_at_idx" on "token" ("refreshed_at");
create index "bulk_update_finished_at_idx" on "bulk_update" ("finished_at");
create index "erased_user_erased_at_idx" on "erased_user" ("erased_at");

-- The oldest of a browser's authorization requests go first.
create index "authorization_request_browser_hash_created_at_idx"
  on "authorization_request" ("browser_hash", "created_at");
