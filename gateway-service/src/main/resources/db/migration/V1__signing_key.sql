-- Keys that internal tokens are signed with, shared by all replicas of the gateway.
create table signing_key (
    key_id             text        primary key,
    public_key         bytea       not null, -- X.509
    sealed_private_key bytea       not null, -- PKCS#8, AES-256-GCM under a key derived from the service secret
    signs_from         timestamptz not null,
    signs_until        timestamptz not null,
    created_at         timestamptz not null default now(),
    check (signs_until > signs_from)
);
