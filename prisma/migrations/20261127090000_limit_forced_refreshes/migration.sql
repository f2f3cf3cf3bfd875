-- When this pair of tokens was issued because Zoom had rejected the one before; null once Zoom has accepted it.
alter table "token" add column "forced_refresh_at" timestamptz(3);
