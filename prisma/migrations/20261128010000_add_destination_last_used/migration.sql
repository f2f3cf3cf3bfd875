alter table "destination" add column "last_used_at" timestamptz(3);
