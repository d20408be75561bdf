-- People who are signed in with a browser (docs/sign-in.md), shared by all replicas of the gateway.
create table browser_session (
    id               uuid        primary key,
    token_hash       bytea       not null unique, -- SHA-256 of what the browser's cookie holds
    next_hash        bytea       unique,          -- of the one it was given in its place and has not shown yet
    last_hash        bytea       unique,          -- of the one before, which requests under way still carry
    last_until       timestamptz,
    rotate           boolean     not null default false,
    subject          text        not null,
    name             text        not null,
    roles            text[]      not null,
    provider_session text,                        -- the provider's name for it, for its logout (sid)
    sealed_tokens    bytea       not null,        -- refresh and id token, AES-256-GCM under a key derived from the service secret
    fresh_until      timestamptz not null,        -- the first request after it asks the provider again
    good_until       timestamptz not null,        -- what the provider said about the person holds until then
    asking_until     timestamptz,                 -- a replica is asking
    created_at       timestamptz not null,
    seen_at          timestamptz not null,
    ends_at          timestamptz not null
);

create index browser_session_subject on browser_session (subject);
create index browser_session_provider on browser_session (provider_session);
create index browser_session_seen on browser_session (seen_at);

-- The provider's logout tokens that were obeyed: none is obeyed twice.
create table used_logout_token (
    jti_hash   bytea       primary key,
    expires_at timestamptz not null
);
