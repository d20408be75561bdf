-- Deleted means in the trash, until it is erased: then its versions are dropped, and it does not come back.
alter table file add column erased_at timestamptz;
update file set erased_at = deleted_at where deleted_at is not null;

create index file_trash on file (owner, deleted_at, id) where deleted_at is not null and erased_at is null;
create index file_trash_age on file (deleted_at) where deleted_at is not null and erased_at is null;
