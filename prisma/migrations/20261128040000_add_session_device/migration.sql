alter table "session" add column "browser" text, add column "platform" text;
