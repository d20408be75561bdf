-- Who goes first when a replica is full: 10 before 0, then the owners in turn.
alter table upload add column priority int not null default 5 check (priority between 0 and 10);

-- Places of those who wait for their turn. An upload has its own id for a place; nothing refers to its row, since a whole batch
-- may wait as well. A place outlives the request that waits, and every replica: until kept_until its client may come back to it.
create table admission_place (
    id            uuid        primary key,
    owner         text        not null,
    priority      int         not null check (priority between 0 and 10),
    waiting_since timestamptz not null,
    kept_until    timestamptz not null
);
create index admission_place_order on admission_place (priority, owner, waiting_since);
create index admission_place_kept on admission_place (kept_until);

-- When each owner was last let in out of the line: the one who has waited longest for that goes first.
create table admission_turn (
    owner     text        primary key,
    served_at timestamptz not null
);
create index admission_turn_served on admission_turn (served_at);
