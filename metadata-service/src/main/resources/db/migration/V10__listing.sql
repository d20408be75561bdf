-- What lists are filtered and ordered by stands in the file's own row: the facts of its head, and what its path says.
create extension if not exists pg_trgm;

alter table file
    add column size         bigint,
    add column content_type text collate "C",
    -- With its slash at the end; empty at the top.
    add column folder       text collate "C" generated always as (coalesce(substring(path from '^.*/'), '')) stored,
    -- Folded by Unicode's rules whatever the locale of the database is.
    add column search_name  text collate "C"
        generated always as (lower(substring(path from '[^/]*$') collate "pg_c_utf8")) stored;

update file set size = version.size, content_type = version.content_type
from version where version.file_id = file.id and version.number = file.head_version;

alter table file alter column size set not null, alter column content_type set not null;

-- One index for each order that a list can have, in a whole tree and on one level of it.
create index file_modified on file (owner, modified_at, id) where deleted_at is null;
create index file_size on file (owner, size, id) where deleted_at is null;
create index file_type on file (owner, content_type) where deleted_at is null;
create index file_folder_path on file (owner, folder, path) where deleted_at is null;
create index file_folder_modified on file (owner, folder, modified_at, id) where deleted_at is null;
create index file_folder_size on file (owner, folder, size, id) where deleted_at is null;
create index file_search_name on file using gin (search_name gin_trgm_ops) where deleted_at is null;
