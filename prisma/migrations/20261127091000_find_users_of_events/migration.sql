-- Webhook events need not name the host of a meeting: its users are found by account and meeting.
create index "livestream_kind_meeting_id_idx" on "livestream" ("kind", "meeting_id");
create index "installation_account_id_idx" on "installation" ("account_id");
