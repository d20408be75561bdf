-- Where an upload was opened from, for the audit log.
alter table upload add column address text;
alter table upload add column request_id text;
