-- An admin watches the newest uploads of everyone.
create index upload_active_of_everyone on upload (created_at desc) where state in ('OPEN', 'COMMITTING');
