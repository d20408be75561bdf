-- A file is a name that its owner gave; its bytes are its versions'.
create table file (
    id           uuid primary key,
    owner        text             not null,
    path         text collate "C" not null,
    head_version integer          not null check (head_version > 0),
    created_at   timestamptz      not null,
    modified_at  timestamptz      not null,
    deleted_at   timestamptz
);

-- One living file per path. Also the order of every list: bytes of UTF-8.
create unique index file_path on file (owner, path) where deleted_at is null;

create table version (
    id           uuid primary key,
    file_id      uuid        not null references file,
    number       integer     not null check (number > 0),
    size         bigint      not null check (size >= 0),
    sha256       bytea       not null check (length(sha256) = 32),
    store_key    text        not null unique,
    content_type text        not null,
    upload_id    uuid        not null,
    part_count   integer     not null check (part_count >= 0),
    client       text,
    started_at   timestamptz not null,
    created_at   timestamptz not null,
    -- Set when nothing shows it any more; the row stays, so that a repeated commit gets its first answer.
    dropped_at   timestamptz,
    constraint version_upload unique (upload_id),
    constraint version_number unique (file_id, number)
);

-- Bytes to be deleted from the store; the row goes when they are gone.
create table purge (
    version_id    uuid primary key references version,
    store_key     text        not null,
    requested_at  timestamptz not null,
    claimed_until timestamptz
);

create index purge_order on purge (requested_at);
