-- What Zoom answered before an event that changed the listing is known by this as the older one, and not kept.

alter table "installation" add column "listing_version" bigint not null default 0;
