-- The order in which the hourly job refreshes idle tokens. Replaces an index that it had to sort.
create index "token_idle_order_idx" on "token" (greatest("refreshed_at", "refresh_failed_at"));
drop index "token_refreshed_at_idx";
