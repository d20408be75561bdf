-- Who did what (docs/adr/0014). Written by the transaction that does it, sealed shortly after in batches that hash each other.
create table audit_entry (
    id         bigint generated always as identity primary key,
    at         timestamptz not null default clock_timestamp(),
    -- The OIDC subject of a person, or the name of what acts by itself.
    actor      text        not null,
    action     text        not null,
    owner      text,
    file_id    uuid,
    path       text,
    version    integer,
    upload_id  uuid,
    -- 'ok', or the code of the problem.
    result     text        not null,
    address    text,
    agent      text,
    request_id text
);

create index audit_entry_actor on audit_entry (actor, id);
create index audit_entry_owner on audit_entry (owner, id);
create index audit_entry_file on audit_entry (file_id, id);
create index audit_entry_refused on audit_entry (id) where result <> 'ok';
create index audit_entry_at on audit_entry using brin (at);

-- Entries whose transactions are over, and that no seal holds yet.
create table audit_pending (
    entry_id bigint primary key
);

create function audit_entry_added() returns trigger language plpgsql as
$$
begin
    insert into audit_pending select id from added;
    return null;
end
$$;

create trigger audit_entry_added after insert on audit_entry referencing new table as added
    for each statement execute function audit_entry_added();

-- One seal holds up to 1000 entries: hash = SHA-256(hash of the one before, number, ids, marks, what the entries say).
create table audit_seal (
    number  bigint primary key check (number > 0),
    sealed_at timestamptz not null default clock_timestamp(),
    ids     bigint[] not null,
    -- Tells which entry was edited; proves nothing by itself.
    marks   bigint[] not null,
    hash    bytea    not null check (length(hash) = 32)
);

create function audit_refuse() returns trigger language plpgsql as
$$
begin
    raise exception '% of % is forbidden: it is append-only', tg_op, tg_table_name using errcode = 'insufficient_privilege';
end
$$;

create trigger audit_entry_append_only before update or delete or truncate on audit_entry
    for each statement execute function audit_refuse();
create trigger audit_seal_append_only before update or delete or truncate on audit_seal
    for each statement execute function audit_refuse();

-- Nobody has the right either, not even the owner of the tables, who would have to give it back to themselves first.
do $$
begin
    execute format('revoke update, delete, truncate on audit_entry, audit_seal from %I', current_user);
    revoke all on audit_entry, audit_seal from public;
end
$$;

-- What an entry says, the same in every session whatever its settings are. Never change it: write a second one.
create function audit_text(e audit_entry) returns text language sql stable as
$$
    select row(e.id, extract(epoch from e.at), e.actor, e.action, e.owner, e.file_id, e.path, e.version, e.upload_id, e.result,
               e.address, e.agent, e.request_id)::text
$$;

create function audit_hash(p_previous bytea, p_number bigint, p_ids bigint[], p_marks bigint[], p_text text) returns bytea
    language sql immutable as
$$
    select sha256(p_previous || convert_to(p_number || p_ids::text || p_marks::text || coalesce(p_text, ''), 'UTF8'))
$$;

-- Seals at most p_limit entries; how many. One caller at a time does it, others find nothing to do.
create function audit_seal_some(p_limit int) returns int language plpgsql as
$$
declare
    last_number bigint;
    last_hash   bytea;
    found_ids   bigint[];
    found_marks bigint[];
    found_text  text;
begin
    if not pg_try_advisory_xact_lock(hashtextextended('audit seal', 0)) then
        return 0;
    end if;
    select coalesce(max(number), 0) into last_number from audit_seal;
    last_hash := coalesce((select hash from audit_seal where number = last_number), '\x');
    with taken as (delete from audit_pending
                   where entry_id in (select entry_id from audit_pending order by entry_id limit p_limit)
                   returning entry_id)
    select array_agg(t.id order by t.id), array_agg(hashtextextended(t.says, 0) order by t.id),
           string_agg(t.says, e'\n' order by t.id)
    into found_ids, found_marks, found_text
    from (select e.id, audit_text(e) as says from audit_entry e join taken on taken.entry_id = e.id) t;
    if found_ids is null then
        return 0;
    end if;
    insert into audit_seal (number, ids, marks, hash)
    values (last_number + 1, found_ids, found_marks,
            audit_hash(last_hash, last_number + 1, found_ids, found_marks, found_text));
    return cardinality(found_ids);
end
$$;

-- Numbers of the seals from p_from to p_to that do not hold.
create function audit_suspect(p_from bigint, p_to bigint) returns setof bigint language sql stable as
$$
    select s.number from audit_seal s left join audit_seal before on before.number = s.number - 1
    where s.number between p_from and p_to
      and ((s.number > 1 and before.number is null)
           or s.hash <> audit_hash(coalesce(before.hash, '\x'), s.number, s.ids, s.marks,
                  (select string_agg(audit_text(e), e'\n' order by e.id) from audit_entry e where e.id = any (s.ids))))
$$;

-- Seals from p_from to p_to that do not hold, for a few of them: with what is wrong with an entry, or without one when it is the seal itself.
create function audit_broken(p_from bigint, p_to bigint) returns table (seal bigint, entry bigint, finding text)
    language sql stable as
$$
    with seals as (
        select s.number, s.ids, s.marks, s.hash, before.hash as previous, before.number as previous_number
        from audit_seal s left join audit_seal before on before.number = s.number - 1
        where s.number between p_from and p_to),
    listed as (
        select s.number, u.id, u.mark from seals s, unnest(s.ids, s.marks) as u(id, mark)),
    says as (
        select l.number, l.id, l.mark, case when e.id is not null then audit_text(e) end as text
        from listed l left join audit_entry e on e.id = l.id),
    texts as (
        select number, string_agg(text, e'\n' order by id) as text from says group by number),
    broken as (
        select s.number, s.number > 1 and s.previous_number is null as orphan from seals s join texts t using (number)
        where s.hash <> audit_hash(coalesce(s.previous, '\x'), s.number, s.ids, s.marks, t.text)
           or (s.number > 1 and s.previous_number is null)),
    entries as (
        select says.number, says.id, case when says.text is null then 'removed' else 'edited' end as finding
        from broken join says using (number)
        where says.text is null or hashtextextended(says.text, 0) <> says.mark)
    select number, id, finding from entries
    union all
    select number, null, case when orphan then 'seal_removed' else 'seal_edited' end from broken
    where orphan or not exists (select 1 from entries where entries.number = broken.number)
$$;

-- How many entries more there are than those that a seal holds or that wait for one.
create function audit_surplus() returns bigint language sql stable as
$$
    select (select count(*) from audit_entry) - (select count(*) from audit_pending)
           - (select coalesce(sum(cardinality(ids)), 0)::bigint from audit_seal)
$$;

-- Which they are.
create function audit_unaccounted() returns setof bigint language sql stable as
$$
    select e.id from audit_entry e left join audit_pending p on p.entry_id = e.id where p.entry_id is null
    except
    select unnest(ids) from audit_seal
$$;

-- Writes entries within the transaction at hand, with one statement; how many.
create function audit_append(p_entries jsonb) returns int language plpgsql as
$$
declare
    appended int;
begin
    insert into audit_entry (actor, action, owner, file_id, path, version, upload_id, result, address, agent, request_id)
    select e.actor, e.action, e.owner, e.file_id, e.path, e.version, e.upload_id, e.result, e.address, e.agent, e.request_id
    from jsonb_to_recordset(p_entries) as e(actor text, action text, owner text, file_id uuid, path text, version int,
        upload_id uuid, result text, address text, agent text, request_id text);
    get diagnostics appended = row_count;
    return appended;
end
$$;
