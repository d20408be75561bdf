-- One-time tickets for a WebSocket: whoever deletes the row has the ticket.
create table event_ticket (
    ticket_hash  bytea       primary key,
    socket       uuid        not null,
    session      uuid        references browser_session (id) on delete cascade,
    subject      text        not null,
    name         text        not null,
    roles        text[]      not null,
    scopes       text[]      not null,
    client_id    text,
    key_id       text,        -- the API key it was asked for with: the socket ends with it
    key_digest   text,
    path_prefix  text,
    good_until   timestamptz not null,
    expires_at   timestamptz not null
);

create index event_ticket_session on event_ticket (session);

-- Open WebSockets that do not belong to a browser session, and how long each may stay open.
create table event_socket (
    id         uuid        primary key,
    subject    text        not null,
    good_until timestamptz not null
);
