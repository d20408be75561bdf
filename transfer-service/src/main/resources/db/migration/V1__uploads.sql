-- One row per upload: the intent is here before the first byte is in the store, and what is acknowledged is here before the
-- client is told. Every change names the epoch and the state it saw: an older writer changes nothing.
create table upload (
    id              uuid        primary key,
    owner           text        not null,
    path            text        not null,
    conflict        text        not null,
    if_match        text,
    if_none_match   text,
    content_type    text,
    client          text,
    expected_sha256 text,
    metadata        text,
    one_shot        boolean     not null,
    idempotency_key text,
    fingerprint     text,
    part_size       bigint      not null check (part_size > 0),
    length          bigint      check (length >= 0),
    acknowledged    bigint      not null check (acknowledged >= 0),
    part_count      int         not null check (part_count between 0 and 10000),
    store_key       text        not null,
    stage_id        text,
    tail_key        text,
    tail_size       bigint,
    tail_sha256     text,
    digest_state    bytea,
    sha256          text,
    stored          boolean     not null,
    state           text        not null,
    epoch           bigint      not null,
    lease_until     timestamptz,
    discard_at      timestamptz,
    error_code      text,
    error_detail    text,
    error_fields    text,
    version         text,
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    expires_at      timestamptz not null,
    check (length is null or acknowledged <= length),
    check ((tail_key is null) = (tail_size is null) and (tail_key is null) = (tail_sha256 is null)),
    check (state <> 'COMMITTING' or sha256 is not null),
    check (state <> 'COMPLETED' or version is not null)
);
create unique index upload_idempotency on upload (owner, idempotency_key) where idempotency_key is not null;
create index upload_active on upload (owner, created_at desc) where state in ('OPEN', 'COMMITTING');
create index upload_committing on upload (lease_until nulls first) where state = 'COMMITTING';
create index upload_open_expiry on upload (expires_at) where state = 'OPEN';
create index upload_discard on upload (discard_at) where discard_at is not null;
create index upload_ended on upload (updated_at) where state not in ('OPEN', 'COMMITTING');
create index upload_store_key on upload (store_key);

-- Our own manifest: what an object is assembled from. The store's list of parts is never asked.
create table part (
    upload uuid   not null references upload (id) on delete cascade,
    number int    not null check (number between 1 and 10000),
    size   bigint not null check (size > 0),
    sha256 text   not null,
    etag   text   not null,
    epoch  bigint not null,
    primary key (upload, number)
);
