-- The PUBLIC_URL of the deployment that uses this database. A copy of the database in another
-- deployment is recognized by it.
create table "deployment" (
  "id" smallint not null default 1,
  "public_url" text not null,

  constraint "deployment_pkey" primary key ("id"),
  constraint "deployment_is_one_row" check ("id" = 1)
);
