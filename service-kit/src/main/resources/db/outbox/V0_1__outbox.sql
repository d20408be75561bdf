-- Events to be told, written in the same transaction as what they tell about. See io.waybill.kit.outbox.

create table outbox_sequence (
    subject text collate "C" primary key,
    value   bigint not null
);

-- No sequence number up to this one is ever given to a subject that is new here: it may have been here before.
create table outbox_floor (
    one   boolean primary key default true check (one),
    value bigint not null
);

insert into outbox_floor (value) values (0);

create table outbox (
    id         bigint generated always as identity primary key,
    event_id   uuid        not null default gen_random_uuid(),
    topic      text        not null,
    subject    text        not null,
    sequence   bigint      not null,
    type       text        not null,
    data       jsonb       not null,
    shard      smallint    not null,
    created_at timestamptz not null default clock_timestamp(),
    sent_at    timestamptz
);

create index outbox_unsent on outbox (id) where sent_at is null;
create index outbox_sent on outbox (sent_at) where sent_at is not null;
create index outbox_created on outbox (created_at);

-- Appends one event and returns its sequence number within the subject. The lock on the subject's row is held to the end
-- of the transaction: events of one subject get their ids in the order in which their transactions commit. It notifies nobody:
-- a transaction that calls NOTIFY keeps every other that does so waiting until its commit is on disk.
create function outbox_append(p_topic text, p_subject text, p_type text, p_data jsonb) returns bigint
    language plpgsql as
$$
declare
    next_value bigint;
    -- A driver that binds text to a jsonb parameter sends a JSON string that holds the document: unwrap it.
    document   jsonb := case jsonb_typeof(p_data) when 'string' then (p_data #>> '{}')::jsonb else p_data end;
begin
    -- One statement per attempt: each sees what outbox_forget has committed meanwhile.
    loop
        update outbox_sequence set value = value + 1 where subject = p_subject returning value into next_value;
        exit when found;
        insert into outbox_sequence (subject, value) select p_subject, value + 1 from outbox_floor
        on conflict (subject) do nothing
        returning value into next_value;
        exit when found;
    end loop;

    insert into outbox (topic, subject, sequence, type, data, shard)
    values (p_topic, p_subject, next_value, p_type, document, (hashtext(p_subject) & 7)::smallint);

    return next_value;
end
$$;

-- Deletes at most p_limit events that were sent before p_before, and the counter of each subject whose last event that was.
-- The floor rises above every counter that is dropped, so a subject that comes back never repeats a number. A counter that
-- an append has moved meanwhile no longer matches and stays.
create function outbox_forget(p_before timestamptz, p_limit int) returns void
    language sql as
$$
    with old as (select id from outbox where sent_at < p_before order by sent_at limit p_limit for update skip locked),
         gone as (delete from outbox using old where outbox.id = old.id returning outbox.subject, outbox.sequence),
         dropped as (delete from outbox_sequence counter using gone
                     where counter.subject = gone.subject and counter.value = gone.sequence
                     returning counter.value)
    update outbox_floor set value = highest.value
    from (select max(value) as value from dropped) highest
    where highest.value > outbox_floor.value
$$;
