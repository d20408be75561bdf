-- How many files an owner has in sight, beside how many bytes. Commits that are under way end before the count, others begin after it.
lock table file in share row exclusive mode;
alter table quota_change add column shown bigint not null default 0;
alter table quota_usage add column shown bigint not null default 0;

insert into quota_change (owner, stored, files, versions, trash, shown)
select owner, 0, 0, 0, 0, count(*) from file where deleted_at is null group by owner;

create or replace function quota_version_added() returns trigger language plpgsql as
$$
begin
    insert into quota_change (owner, stored, files, versions, trash, shown)
    select file.owner,
           sum(case when added.source_version is null then added.size else 0 end),
           sum(case when added.number = 1 then added.size else 0 end),
           sum(case when added.number > 1 then added.size else 0 end),
           0,
           sum((added.number = 1)::int)
    from added join file on file.id = added.file_id
    group by file.owner;
    return null;
end
$$;

create or replace function quota_file_changed() returns trigger language plpgsql as
$$
begin
    insert into quota_change (owner, stored, files, versions, trash, shown)
    select owner, 0, sum(files), sum(versions), sum(trash), sum(shown)
    from (
        -- Another head.
        select after.owner, after.size - before.size as files, before.size - after.size as versions, 0 as trash, 0 as shown
        from after join before using (id)
        where before.deleted_at is null and after.deleted_at is null and after.size <> before.size
        union all
        -- Into the trash, or out of it; the numbers are those of a file in sight.
        select moved.owner, moved.sign * moved.size, moved.sign * (coalesce(shown.bytes, 0) - moved.size),
               -moved.sign * coalesce(shown.bytes, 0), moved.sign
        from (select after.id, after.owner, case when after.deleted_at is null then after.size else before.size end as size,
                     case when after.deleted_at is null then 1 else -1 end as sign
              from after join before using (id)
              where (before.deleted_at is null) <> (after.deleted_at is null)) moved
        left join lateral (select sum(version.size) as bytes from version
                           where version.file_id = moved.id and version.dropped_at is null) shown on true
    ) change
    group by owner;
    return null;
end
$$;

create or replace function quota_fold(p_limit int) returns bigint language plpgsql as
$$
declare
    folded bigint;
begin
    -- Lost in a crash, it is lost as a whole: the changes are there again.
    perform set_config('synchronous_commit', 'off', true);
    with batch as (select ctid from quota_change limit p_limit for update skip locked),
         gone as (delete from quota_change where ctid = any (array(select ctid from batch)) returning *),
         sums as (select owner, sum(stored) as stored, sum(files) as files, sum(versions) as versions, sum(trash) as trash,
                         sum(shown) as shown, count(*) as changes from gone group by owner),
         kept as (insert into quota_usage (owner, stored, files, versions, trash, shown)
                  select owner, stored, files, versions, trash, shown from sums order by owner
                  on conflict (owner) do update set stored = quota_usage.stored + excluded.stored,
                      files = quota_usage.files + excluded.files, versions = quota_usage.versions + excluded.versions,
                      trash = quota_usage.trash + excluded.trash, shown = quota_usage.shown + excluded.shown)
    select coalesce(sum(changes), 0) into folded from sums;
    return folded;
end
$$;

drop function quota_counted(text);

-- What was counted.
create function quota_counted(p_owner text) returns table (stored bigint, files bigint, versions bigint, trash bigint, shown bigint)
    language sql stable as
$$
    select coalesce(sum(c.stored), 0)::bigint, coalesce(sum(c.files), 0)::bigint, coalesce(sum(c.versions), 0)::bigint,
           coalesce(sum(c.trash), 0)::bigint, coalesce(sum(c.shown), 0)::bigint
    from (select u.stored, u.files, u.versions, u.trash, u.shown from quota_usage u where u.owner = p_owner
          union all
          select d.stored, d.files, d.versions, d.trash, d.shown from quota_change d where d.owner = p_owner) c
$$;

drop function quota_recounted(text);

-- The same from the versions themselves. Erased files show nothing.
create function quota_recounted(p_owner text) returns table (stored bigint, files bigint, versions bigint, trash bigint, shown bigint)
    language sql stable as
$$
    with shown as (
        select f.id, false as trashed, v.store_key, v.size, v.number = f.head_version as head
        from file f join version v on v.file_id = f.id
        where f.owner = p_owner and f.deleted_at is null and v.dropped_at is null
        union all
        select f.id, true, v.store_key, v.size, false
        from file f join version v on v.file_id = f.id
        where f.owner = p_owner and f.deleted_at is not null and f.erased_at is null and v.dropped_at is null)
    select (select coalesce(sum(b.size), 0)::bigint from (select distinct on (store_key) size from shown order by store_key) b),
           coalesce(sum(size) filter (where head), 0)::bigint,
           coalesce(sum(size) filter (where not head and not trashed), 0)::bigint,
           coalesce(sum(size) filter (where trashed), 0)::bigint,
           count(*) filter (where head)
    from shown
$$;
