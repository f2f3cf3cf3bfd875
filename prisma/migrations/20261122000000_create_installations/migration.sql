-- Installations and what hangs from them: tokens, sessions, copies of livestreams and listings.
-- schema.prisma says what each column is for; the CHECK constraints stand only here.

create type "installation_status" as enum ('connected', 'reconnect_required');

create type "meeting_kind" as enum ('meeting', 'webinar');

create type "livestream_source" as enum ('zoom', 'webhook');

create table "installation" (
  "user_id"      text                  not null,
  "account_id"   text                  not null,
  "status"       "installation_status" not null,
  "scopes"       text[]                not null default array[]::text[],
  "profile"      bytea                 not null,
  "data_key"     bytea                 not null,
  "installed_at" timestamptz(3)        not null default current_timestamp,
  "connected_at" timestamptz(3)        not null default current_timestamp,
  "updated_at"   timestamptz(3)        not null default current_timestamp,

  constraint "installation_pkey" primary key ("user_id"),
  constraint "installation_user_id_is_given" check ("user_id" <> '')
);

create table "token" (
  "user_id"                 text           not null,
  "access_token"            bytea          not null,
  "refresh_token"           bytea          not null,
  "access_token_expires_at" timestamptz(3) not null,
  "generation"              bigint         not null,
  "lease_owner"             uuid,
  "lease_until"             timestamptz(3),
  "intent_generation"       bigint,
  "refreshed_at"            timestamptz(3) not null default current_timestamp,
  "updated_at"              timestamptz(3) not null default current_timestamp,

  constraint "token_pkey" primary key ("user_id"),
  constraint "token_user_id_fkey" foreign key ("user_id")
    references "installation" ("user_id") on delete cascade on update cascade,
  constraint "token_generation_is_positive" check ("generation" > 0),
  constraint "token_lease_is_whole" check (("lease_owner" is null) = ("lease_until" is null)),
  -- A token that does not exist yet can't have been presented.
  constraint "token_intent_is_of_the_past" check ("intent_generation" between 1 and "generation")
);

create table "session" (
  "id_hash"      bytea          not null,
  "user_id"      text           not null,
  "created_at"   timestamptz(3) not null default current_timestamp,
  "last_seen_at" timestamptz(3) not null default current_timestamp,

  constraint "session_pkey" primary key ("id_hash"),
  constraint "session_user_id_fkey" foreign key ("user_id")
    references "installation" ("user_id") on delete cascade on update cascade,
  constraint "session_id_hash_is_sha256" check (octet_length("id_hash") = 32)
);

-- Every session of a user ends at once: signing out everywhere, erasure.
create index "session_user_id_idx" on "session" ("user_id");

create table "livestream" (
  "user_id"       text           not null,
  "kind"          "meeting_kind" not null,
  "meeting_id"    bigint         not null,
  "configuration" bytea,
  "source"        "livestream_source",
  "fetched_at"    timestamptz(3),
  "version"       bigint         not null default 1,
  "write_owner"   uuid,
  "write_until"   timestamptz(3),
  "dirty"         boolean        not null default false,
  "updated_at"    timestamptz(3) not null default current_timestamp,

  constraint "livestream_pkey" primary key ("user_id", "kind", "meeting_id"),
  constraint "livestream_user_id_fkey" foreign key ("user_id")
    references "installation" ("user_id") on delete cascade on update cascade,
  constraint "livestream_meeting_id_is_positive" check ("meeting_id" > 0),
  constraint "livestream_version_is_positive" check ("version" > 0),
  -- What is shown says where it is from and how old it is.
  constraint "livestream_configuration_has_an_origin" check (
    "configuration" is null or ("source" is not null and "fetched_at" is not null)
  ),
  constraint "livestream_write_lease_is_whole" check ("write_owner" is null or "write_until" is not null)
);

create table "listing_page" (
  "user_id"    text           not null,
  "kind"       "meeting_kind" not null,
  "type"       text           not null,
  "page_token" text           not null,
  "page"       bytea          not null,
  "fetched_at" timestamptz(3) not null,

  constraint "listing_page_pkey" primary key ("user_id", "kind", "type", "page_token"),
  constraint "listing_page_user_id_fkey" foreign key ("user_id")
    references "installation" ("user_id") on delete cascade on update cascade
);

create table "authorization_request" (
  "state_hash"    bytea          not null,
  "browser_hash"  bytea          not null,
  "code_verifier" bytea          not null,
  "next"          text           not null,
  "created_at"    timestamptz(3) not null default current_timestamp,

  constraint "authorization_request_pkey" primary key ("state_hash"),
  constraint "authorization_request_state_hash_is_sha256" check (octet_length("state_hash") = 32),
  constraint "authorization_request_browser_hash_is_sha256" check (octet_length("browser_hash") = 32)
);

-- Requests that nobody came back from are swept by age.
create index "authorization_request_created_at_idx" on "authorization_request" ("created_at");

create table "key_check" (
  "id"     smallint not null default 1,
  "sealed" bytea    not null,

  constraint "key_check_pkey" primary key ("id"),
  constraint "key_check_is_one_row" check ("id" = 1)
);
