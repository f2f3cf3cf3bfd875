-- Where a host streams to, saved once.

create table "destination" (
  "id"         uuid            not null,
  "user_id"    text            not null,
  "service"    text            not null,
  "content"    bytea           not null,
  "version"    bigint          not null default 1,
  "created_at" timestamptz(3)  not null default current_timestamp,
  "updated_at" timestamptz(3)  not null default current_timestamp,

  constraint "destination_pkey" primary key ("id"),
  constraint "destination_user_id_fkey" foreign key ("user_id")
    references "installation" ("user_id") on delete cascade on update cascade,
  constraint "destination_version_is_positive" check ("version" > 0)
);

create index "destination_user_id_created_at_idx" on "destination" ("user_id", "created_at");
