create table "calendar_feed" (
  "user_id"    text not null,
  "token_hash" bytea not null,
  "created_at" timestamptz(3) not null default current_timestamp,
  "checked_at" timestamptz(3),
  "content"    bytea,
  "version"    bigint not null default 1,

  constraint "calendar_feed_pkey" primary key ("user_id"),
  constraint "calendar_feed_user_id_fkey" foreign key ("user_id")
    references "installation" ("user_id") on delete cascade on update cascade,
  constraint "calendar_feed_token_hash_is_a_hash" check (octet_length("token_hash") = 32)
);

create unique index "calendar_feed_token_hash_key" on "calendar_feed" ("token_hash");
