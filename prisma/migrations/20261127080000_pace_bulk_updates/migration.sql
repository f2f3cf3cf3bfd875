-- Since when Zoom has made every row of a bulk update wait, and what a bulk update changes, for the list of earlier ones.

alter table "bulk_update"
  add column "stalled_since"  timestamptz(3),
  add column "changed_fields" text[] not null default array[]::text[];
