-- From here on a seal holds the time that it was made at, too; those of before hold as they are.
-- A replica of before writes the first format, without saying so.
alter table audit_seal add column format smallint not null default 1 check (format in (1, 2));

-- Never change a format: add one.
create function audit_seal_hash(p_format smallint, p_previous bytea, p_number bigint, p_sealed_at timestamptz, p_ids bigint[],
                                p_marks bigint[], p_text text) returns bytea language sql stable as
$$
    select case p_format
        when 1 then audit_hash(p_previous, p_number, p_ids, p_marks, p_text)
        else sha256(p_previous || convert_to(p_format || ' ' || p_number || ' ' || extract(epoch from p_sealed_at)
                                             || p_ids::text || p_marks::text || coalesce(p_text, ''), 'UTF8'))
    end
$$;

-- Seals at most p_limit entries: how many, and the end of the chain after that. One caller at a time does it, others find nothing to do.
create function audit_seal_next(p_limit int, out sealed int, out seal bigint, out hash bytea) language plpgsql as
$$
declare
    made_at     timestamptz := clock_timestamp();
    previous    bytea;
    found_ids   bigint[];
    found_marks bigint[];
    found_text  text;
begin
    sealed := 0;
    if not pg_try_advisory_xact_lock(hashtextextended('audit seal', 0)) then
        return;
    end if;
    select s.number, s.hash into seal, hash from audit_seal s order by s.number desc limit 1;
    with taken as (delete from audit_pending
                   where entry_id in (select entry_id from audit_pending order by entry_id limit p_limit)
                   returning entry_id)
    select array_agg(t.id order by t.id), array_agg(hashtextextended(t.says, 0) order by t.id),
           string_agg(t.says, e'\n' order by t.id)
    into found_ids, found_marks, found_text
    from (select e.id, audit_text(e) as says from audit_entry e join taken on taken.entry_id = e.id) t;
    if found_ids is null then
        return;
    end if;
    previous := coalesce(hash, '\x');
    seal := coalesce(seal, 0) + 1;
    sealed := cardinality(found_ids);
    hash := audit_seal_hash(2::smallint, previous, seal, made_at, found_ids, found_marks, found_text);
    insert into audit_seal (number, sealed_at, ids, marks, hash, format)
    values (seal, made_at, found_ids, found_marks, hash, 2);
end
$$;

-- What a replica of before calls.
create or replace function audit_seal_some(p_limit int) returns int language sql as
$$ select sealed from audit_seal_next(p_limit) $$;

-- Numbers of the seals from p_from to p_to that do not hold.
create or replace function audit_suspect(p_from bigint, p_to bigint) returns setof bigint language sql stable as
$$
    select s.number from audit_seal s left join audit_seal before on before.number = s.number - 1
    where s.number between p_from and p_to
      and ((s.number > 1 and before.number is null)
           or s.hash <> audit_seal_hash(s.format, coalesce(before.hash, '\x'), s.number, s.sealed_at, s.ids, s.marks,
                  (select string_agg(audit_text(e), e'\n' order by e.id) from audit_entry e where e.id = any (s.ids))))
$$;

-- Seals from p_from to p_to that do not hold, for a few of them: with what is wrong with an entry, or without one when it is the seal itself.
create or replace function audit_broken(p_from bigint, p_to bigint) returns table (seal bigint, entry bigint, finding text)
    language sql stable as
$$
    with seals as (
        select s.number, s.ids, s.marks, s.hash, s.format, s.sealed_at, before.hash as previous, before.number as previous_number
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
        where s.hash <> audit_seal_hash(s.format, coalesce(s.previous, '\x'), s.number, s.sealed_at, s.ids, s.marks, t.text)
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

-- A rare action or code among very many entries.
create index audit_entry_action on audit_entry (action, id);
create index audit_entry_owner_action on audit_entry (owner, action, id);
create index audit_entry_result on audit_entry (result, id) where result <> 'ok';
drop index audit_entry_refused;
