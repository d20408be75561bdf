-- Numbers are never used twice, also when the version at the head is deleted.
alter table file add column last_version integer;
update file set last_version = (select max(number) from version where file_id = file.id);
alter table file alter column last_version set not null;

alter table version
    alter column upload_id drop not null,
    -- The version whose bytes it shows, when no upload brought it.
    add column source_version uuid references version,
    add column label text,
    drop constraint version_store_key_key,
    add constraint version_has_an_origin check (upload_id is not null or source_version is not null);

-- Uploads never share bytes; what shares them says with whom.
create unique index version_uploaded_bytes on version (store_key) where source_version is null;
create index version_shared_bytes on version (store_key) where source_version is not null;

-- A label names one version of a file.
create unique index version_label on version (file_id, label) where label is not null and dropped_at is null;

-- How long versions are kept that others have followed; the rule with the longest prefix counts.
create table retention_rule (
    owner         text             not null,
    prefix        text collate "C" not null,
    keep_last     integer check (keep_last > 0),
    keep_days     integer check (keep_days > 0),
    keep_labelled boolean          not null,
    next_run_at   timestamptz      not null,
    primary key (owner, prefix),
    check (keep_last is not null or keep_days is not null)
);

create index retention_rule_due on retention_rule (next_run_at);

-- Those that a rule can take something from.
create index file_of_many_versions on file (owner, path) where last_version > 1 and deleted_at is null;

-- A folder's name may be as long as a path, and an entry of an index holds no two of them: 16 bytes stand for it.
alter table file
    add column folder_key uuid generated always as (md5(coalesce(substring(path from '^.*/'), ''))::uuid) stored;

drop index file_folder_path, file_folder_modified, file_folder_size;
create index file_folder on file (owner, folder) where deleted_at is null;
create index file_level_path on file (owner, folder_key, path) where deleted_at is null;
create index file_level_modified on file (owner, folder_key, modified_at, id) where deleted_at is null;
create index file_level_size on file (owner, folder_key, size, id) where deleted_at is null;
