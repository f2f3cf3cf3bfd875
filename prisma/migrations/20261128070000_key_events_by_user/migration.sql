-- One index less to write for each event. The key contains the user, so that the table can be
-- distributed by user.
alter table "user_event"
  drop constraint "user_event_pkey",
  add constraint "user_event_pkey" primary key ("user_id", "id");
drop index "user_event_user_id_id_idx";
