alter table "start_attempt" add column "settings" bytea;
alter table "destination_switch" add column "keeps_settings" boolean not null default false;
