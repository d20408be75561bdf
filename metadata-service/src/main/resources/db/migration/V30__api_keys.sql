-- API keys. The key itself is nowhere: what is kept is an HMAC of its digest under a key that is not in the database.
create table api_key (
    id           text        primary key check (id ~ '^[0-9A-Za-z]{12}$'),
    owner        text        not null,
    owner_name   text        not null,
    name         text        not null,
    mac          bytea       not null check (octet_length(mac) = 32),
    scopes       text[]      not null check (scopes <@ array['read', 'write', 'admin'] and cardinality(scopes) > 0),
    path_prefix  text        check (path_prefix like '_%/'),
    -- The key that made it: a key is good while that one is. Such a key makes none itself, so the line ends here.
    made_by      text        references api_key (id) on delete cascade,
    created_at   timestamptz not null default now(),
    expires_at   timestamptz not null,
    last_used_at timestamptz,
    revoked_at   timestamptz,
    check (path_prefix is null or not ('admin' = any (scopes)))
);
create index api_key_of_owner on api_key (owner, created_at desc);
create index api_key_made_by on api_key (made_by) where made_by is not null;
