-- What became of every upload, as its events tell it (docs/adr/0018). What is here is what the events say, in whatever order and
-- however often they came: the one with the highest sequence says how it stands, all of them say what they know.
create table transfer (
    id           uuid             primary key,
    owner        text             not null,
    path         text collate "C" not null,
    state        text             not null,
    sequence     bigint           not null,
    bytes        bigint           not null,
    length       bigint,
    content_type text collate "C",
    agent        text,
    program      text,
    address      text,
    client       uuid generated always as
        (md5(coalesce(agent, '') || chr(10) || coalesce(program, '') || chr(10) || coalesce(address, ''))::uuid) stored,
    error_code   text,
    error_detail text,
    file_id      uuid,
    version      integer,
    started_at   timestamptz      not null,
    ended_at     timestamptz,
    search_name  text collate "C" generated always as (lower(substring(path from '[^/]*$') collate "pg_c_utf8")) stored
);

-- Every list is newest first: of one owner, of all, and both by what there may be little of among much.
create index transfer_owner on transfer (owner, started_at, id);
create index transfer_started on transfer (started_at, id);
create index transfer_owner_state on transfer (owner, state, started_at, id);
create index transfer_unsuccessful on transfer (state, started_at, id) where state <> 'COMPLETED';
create index transfer_owner_client on transfer (owner, client, started_at, id);
create index transfer_client_started on transfer (client, started_at, id);
create index transfer_search_name on transfer using gin (search_name gin_trgm_ops);

-- Counted as transfers change; an empty owner is everybody. A transfer counts on the day that it ended.
create table transfer_day (
    owner     text   not null,
    day       date   not null,
    completed bigint not null,
    failed    bigint not null,
    cancelled bigint not null,
    expired   bigint not null,
    -- Of those that became versions: how much, and how long from their start to their end.
    bytes     bigint not null,
    millis    bigint not null,
    primary key (owner, day)
) with (fillfactor = 70);

create table transfer_type (
    owner        text             not null,
    content_type text collate "C" not null,
    transfers    bigint           not null,
    bytes        bigint           not null,
    primary key (owner, content_type)
) with (fillfactor = 70);

create index transfer_type_bytes on transfer_type (owner, bytes, content_type);

create table transfer_client (
    owner      text        not null,
    client     uuid        not null,
    agent      text,
    program    text,
    address    text,
    transfers  bigint      not null,
    completed  bigint      not null,
    unfinished bigint      not null,
    bytes      bigint      not null,
    last_seen  timestamptz not null,
    primary key (owner, client)
) with (fillfactor = 70);

create index transfer_client_seen on transfer_client (owner, last_seen, client);
create index transfer_client_empty on transfer_client (owner) where transfers = 0;

-- Applies what events say, one element for each transfer, and counts what that changed. What was applied before changes nothing.
create function transfers_apply(p_steps jsonb) returns void language plpgsql as
$$
begin
    -- One at a time: counters of everybody are in it. The next statement sees what the one before has done.
    perform pg_advisory_xact_lock(hashtextextended('transfers_apply', 0));

    with step as (
        select * from jsonb_to_recordset(p_steps) as s(
            id uuid, owner text, path text, state text, sequence bigint, bytes bigint, length bigint, content_type text,
            agent text, program text, address text, error_code text, error_detail text, file_id uuid, version integer,
            started_at timestamptz, ended_at timestamptz)),
    before as (
        select t.* from transfer t where t.id in (select id from step)),
    after as (
        insert into transfer as t (id, owner, path, state, sequence, bytes, length, content_type, agent, program, address,
                                   error_code, error_detail, file_id, version, started_at, ended_at)
        select id, owner, path, state, sequence, bytes, length, content_type, agent, program, address, error_code,
               error_detail, file_id, version, started_at, ended_at
        from step
        on conflict (id) do update set
            state = case when excluded.sequence > t.sequence then excluded.state else t.state end,
            bytes = case when excluded.sequence > t.sequence then excluded.bytes else t.bytes end,
            content_type = case when excluded.sequence > t.sequence then coalesce(excluded.content_type, t.content_type)
                                else coalesce(t.content_type, excluded.content_type) end,
            length = case when excluded.sequence > t.sequence then coalesce(excluded.length, t.length)
                          else coalesce(t.length, excluded.length) end,
            sequence = greatest(t.sequence, excluded.sequence),
            agent = coalesce(t.agent, excluded.agent),
            program = coalesce(t.program, excluded.program),
            address = coalesce(t.address, excluded.address),
            error_code = coalesce(t.error_code, excluded.error_code),
            error_detail = coalesce(t.error_detail, excluded.error_detail),
            file_id = coalesce(t.file_id, excluded.file_id),
            version = coalesce(t.version, excluded.version),
            started_at = least(t.started_at, excluded.started_at),
            ended_at = coalesce(t.ended_at, excluded.ended_at)
        where excluded.sequence > t.sequence
           or (t.content_type is null and excluded.content_type is not null)
           or (t.length is null and excluded.length is not null)
           or (t.agent is null and excluded.agent is not null)
           or (t.program is null and excluded.program is not null)
           or (t.address is null and excluded.address is not null)
           or excluded.started_at < t.started_at
        returning *),
    change as (
        select *, 1 as sign from after
        union all
        select *, -1 from before where id in (select id from after)),
    -- What one counts for, with its owner and with everybody.
    part as (
        select scope.owner, c.sign, c.state, c.client, c.agent, c.program, c.address, c.ended_at,
               coalesce(nullif(lower(btrim(split_part(c.content_type, ';', 1))), ''), 'application/octet-stream') as type,
               (c.state = 'COMPLETED')::int * c.sign as completed,
               case when c.state = 'COMPLETED' then c.bytes * c.sign else 0 end as bytes,
               case when c.state = 'COMPLETED'
                    then (extract(epoch from greatest(c.ended_at - c.started_at, interval '0')) * 1000)::bigint * c.sign
                    else 0 end as millis,
               greatest(c.started_at, c.ended_at) as seen
        from change c cross join lateral (values (c.owner), ('')) scope(owner)),
    days as (
        insert into transfer_day as d (owner, day, completed, failed, cancelled, expired, bytes, millis)
        select owner, (ended_at at time zone 'UTC')::date, sum(completed),
               sum(case when state = 'FAILED' then sign else 0 end), sum(case when state = 'CANCELLED' then sign else 0 end),
               sum(case when state = 'EXPIRED' then sign else 0 end), sum(bytes), sum(millis)
        from part where ended_at is not null group by 1, 2
        on conflict (owner, day) do update set
            completed = d.completed + excluded.completed, failed = d.failed + excluded.failed,
            cancelled = d.cancelled + excluded.cancelled, expired = d.expired + excluded.expired,
            bytes = d.bytes + excluded.bytes, millis = d.millis + excluded.millis),
    types as (
        insert into transfer_type as y (owner, content_type, transfers, bytes)
        select owner, type, sum(completed), sum(bytes) from part where completed <> 0 group by 1, 2
        on conflict (owner, content_type) do update set
            transfers = y.transfers + excluded.transfers, bytes = y.bytes + excluded.bytes)
    insert into transfer_client as k (owner, client, agent, program, address, transfers, completed, unfinished, bytes, last_seen)
    select owner, client, min(agent), min(program), min(address), sum(sign), sum(completed),
           sum(case when state in ('FAILED', 'CANCELLED', 'EXPIRED') then sign else 0 end), sum(bytes), max(seen)
    from part group by 1, 2
    on conflict (owner, client) do update set
        transfers = k.transfers + excluded.transfers, completed = k.completed + excluded.completed,
        unfinished = k.unfinished + excluded.unfinished, bytes = k.bytes + excluded.bytes,
        last_seen = greatest(k.last_seen, excluded.last_seen);

    -- A transfer that turned out to be another client's leaves the one it was taken for.
    delete from transfer_client where transfers = 0;
end
$$;
