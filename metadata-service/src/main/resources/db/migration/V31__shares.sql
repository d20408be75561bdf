-- What owners show others. Of the token of a link an HMAC is kept, of a password its argon2id hash: a copy of the database opens nothing.
create table share (
    id             uuid        primary key,
    owner          text        not null,
    owner_name     text        not null,
    access         text        not null check (access in ('download')),
    -- One file, wherever it is moved; or what is or will be in a folder.
    file_id        uuid        references file on delete cascade,
    folder         text        collate "C" check (folder like '_%/'),
    token_mac      bytea       not null unique check (octet_length(token_mac) = 32),
    password       text        check (password like '$argon2id$%'),
    -- Rises with every change of the password: what was opened with the one before is shut.
    password_epoch integer     not null default 0 check (password_epoch >= 0),
    attempts       integer     not null default 0,
    blocked_until  timestamptz,
    max_downloads  integer     check (max_downloads > 0),
    downloads      integer     not null default 0,
    -- The key that made it: a share is good while that one is.
    made_by        text        references api_key (id) on delete cascade,
    created_at     timestamptz not null default now(),
    expires_at     timestamptz not null,
    last_used_at   timestamptz,
    revoked_at     timestamptz,
    check ((file_id is null) <> (folder is null)),
    check (password is null or password_epoch > 0)
);
create index share_of_owner on share (owner, created_at desc, id desc);
create index share_of_file on share (file_id) where file_id is not null;
create index share_made_by on share (made_by) where made_by is not null;

-- One row for each download that was counted, while its name is good.
create table share_download (
    id         uuid        primary key,
    share_id   uuid        not null references share on delete cascade,
    file_id    uuid        not null,
    version    integer     not null,
    counted_at timestamptz not null default now(),
    expires_at timestamptz not null
);
create index share_download_share on share_download (share_id);
create index share_download_age on share_download (expires_at);

-- Counts a download once, however often and by however many at once it is asked for: all of one share take turns at its row.
create function share_count(wanted uuid, of_share uuid, of_file uuid, of_version integer, until timestamptz, audit jsonb)
    returns text language plpgsql as
$$
declare
    counted share%rowtype;
    shown   text;
begin
    select * into counted from share where id = of_share for update;
    if not found or counted.revoked_at is not null or counted.expires_at <= clock_timestamp() then
        return 'ended';
    end if;
    perform 1 from share_download where id = wanted and share_id = of_share and file_id = of_file and version = of_version;
    if found then
        return 'known';
    end if;
    select path into shown from file where id = of_file and owner = counted.owner and deleted_at is null;
    if not found then
        return 'ended';
    end if;
    update share set downloads = downloads + 1, last_used_at = clock_timestamp()
    where id = of_share and (max_downloads is null or downloads < max_downloads);
    if not found then
        return 'used_up';
    end if;
    insert into share_download (id, share_id, file_id, version, expires_at)
    values (wanted, of_share, of_file, of_version, until);
    perform audit_append(jsonb_build_array((audit -> 0) || jsonb_build_object('owner', counted.owner, 'path', shown)));
    return 'counted';
end
$$;
