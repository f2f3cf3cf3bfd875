-- The key contains the user, so that the table can be distributed by user. All statements name both.
alter table "destination"
  drop constraint "destination_pkey",
  add constraint "destination_pkey" primary key ("user_id", "id");
