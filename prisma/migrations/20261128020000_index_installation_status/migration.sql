-- The metrics count installations by status, from this index alone.
create index "installation_status_idx" on "installation" ("status");
