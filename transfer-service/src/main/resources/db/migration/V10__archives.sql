-- What an archive needs to know of every file before it reads one; null for bytes that an earlier release took in.
alter table upload add column crc32 bigint check (crc32 between 0 and 4294967295);

-- An archive is decided on once and never changes: the same bytes come out however often and in whatever pieces it is read.
-- Until its length is known it is being written, and nobody sees it.
create table archive (
    id               uuid        primary key,
    owner            text        not null,
    name             text        not null,
    etag             text,
    entries          int         check (entries > 0),
    directory_offset bigint,
    directory_size   bigint,
    length           bigint,
    created_at       timestamptz not null,
    expires_at       timestamptz not null,
    -- Set when bytes that it needs were deleted for good.
    gone_path        text
);
create index archive_owner on archive (owner, created_at);
create index archive_expiry on archive (expires_at);

-- Its entries, a hundred in a row: wherever a reader goes on, one row says what comes there.
create table archive_page (
    archive      uuid   not null references archive (id) on delete cascade,
    number       int    not null check (number >= 0),
    starts_at    bigint not null,
    directory_at bigint not null,
    entries      bytea  not null,
    primary key (archive, number)
);
create index archive_page_start on archive_page (archive, starts_at);
create index archive_page_directory on archive_page (archive, directory_at);
