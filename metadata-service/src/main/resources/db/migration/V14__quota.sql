-- What owners use (docs/adr/0013). Counted by the statements that write versions, files and purges themselves, so that no way of
-- changing them can forget it. A change is a row that is only ever added: nobody waits for another owner's, or for his own.
create table quota_change (
    owner    text   not null,
    -- Bytes in the store, each set counted once.
    stored   bigint not null,
    -- The sizes of what is shown: shared bytes once for every version that shows them.
    files    bigint not null,
    versions bigint not null,
    trash    bigint not null
);

create index quota_change_owner on quota_change (owner);

-- Changes that were added up; what an owner uses is this and his changes.
create table quota_usage (
    owner      text primary key,
    stored     bigint      not null,
    files      bigint      not null,
    versions   bigint      not null,
    trash      bigint      not null,
    checked_at timestamptz not null default now(),
    -- How far the count was from what the versions say when it was checked last.
    drift      bigint      not null default 0
);

create index quota_usage_checked on quota_usage (checked_at);
create index quota_usage_drift on quota_usage (drift) where drift <> 0;

create table quota_limit (
    owner  text primary key,
    bytes  bigint      not null check (bytes >= 0),
    set_by text        not null,
    set_at timestamptz not null default now()
);

-- Room for uploads on their way. Not worth a wait for the disk: the transfer service asks again for what gets lost.
create table quota_reservation (
    upload_id   uuid primary key,
    owner       text        not null,
    bytes       bigint      not null check (bytes >= 0),
    reserved_at timestamptz not null default now()
);

create index quota_reservation_owner on quota_reservation (owner) include (bytes);

create function quota_version_added() returns trigger language plpgsql as
$$
begin
    insert into quota_change (owner, stored, files, versions, trash)
    select file.owner,
           sum(case when added.source_version is null then added.size else 0 end),
           sum(case when added.number = 1 then added.size else 0 end),
           sum(case when added.number > 1 then added.size else 0 end),
           0
    from added join file on file.id = added.file_id
    group by file.owner;
    return null;
end
$$;

create trigger quota_version_added after insert on version referencing new table as added
    for each statement execute function quota_version_added();

create function quota_version_dropped() returns trigger language plpgsql as
$$
begin
    insert into quota_change (owner, stored, files, versions, trash)
    select file.owner, 0, 0,
           -sum(case when file.deleted_at is null then after.size else 0 end),
           -sum(case when file.deleted_at is null then 0 else after.size end)
    from after join before on before.id = after.id and before.dropped_at is null
    join file on file.id = after.file_id
    where after.dropped_at is not null
    group by file.owner;
    return null;
end
$$;

create trigger quota_version_dropped after update on version referencing old table as before new table as after
    for each statement execute function quota_version_dropped();

create function quota_file_changed() returns trigger language plpgsql as
$$
begin
    insert into quota_change (owner, stored, files, versions, trash)
    select owner, 0, sum(files), sum(versions), sum(trash)
    from (
        -- Another head.
        select after.owner, after.size - before.size as files, before.size - after.size as versions, 0 as trash
        from after join before using (id)
        where before.deleted_at is null and after.deleted_at is null and after.size <> before.size
        union all
        -- Into the trash, or out of it; the numbers are those of a file in sight.
        select moved.owner, moved.sign * moved.size, moved.sign * (coalesce(shown.bytes, 0) - moved.size),
               -moved.sign * coalesce(shown.bytes, 0)
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

create trigger quota_file_changed after update on file referencing old table as before new table as after
    for each statement execute function quota_file_changed();

-- Bytes that no version shows any more.
create function quota_bytes_given_up() returns trigger language plpgsql as
$$
begin
    insert into quota_change (owner, stored, files, versions, trash)
    select file.owner, -sum(version.size), 0, 0, 0
    from added join version on version.id = added.version_id join file on file.id = version.file_id
    group by file.owner;
    return null;
end
$$;

create trigger quota_bytes_given_up after insert on purge referencing new table as added
    for each statement execute function quota_bytes_given_up();

-- Adds at most p_limit changes up; how many.
create function quota_fold(p_limit int) returns bigint language plpgsql as
$$
declare
    folded bigint;
begin
    -- Lost in a crash, it is lost as a whole: the changes are there again.
    perform set_config('synchronous_commit', 'off', true);
    with batch as (select ctid from quota_change limit p_limit for update skip locked),
         gone as (delete from quota_change where ctid = any (array(select ctid from batch)) returning *),
         sums as (select owner, sum(stored) as stored, sum(files) as files, sum(versions) as versions, sum(trash) as trash,
                         count(*) as changes from gone group by owner),
         kept as (insert into quota_usage (owner, stored, files, versions, trash)
                  select owner, stored, files, versions, trash from sums order by owner
                  on conflict (owner) do update set stored = quota_usage.stored + excluded.stored,
                      files = quota_usage.files + excluded.files, versions = quota_usage.versions + excluded.versions,
                      trash = quota_usage.trash + excluded.trash)
    select coalesce(sum(changes), 0) into folded from sums;
    return folded;
end
$$;

-- What was counted.
create function quota_counted(p_owner text) returns table (stored bigint, files bigint, versions bigint, trash bigint)
    language sql stable as
$$
    select coalesce(sum(c.stored), 0)::bigint, coalesce(sum(c.files), 0)::bigint, coalesce(sum(c.versions), 0)::bigint,
           coalesce(sum(c.trash), 0)::bigint
    from (select u.stored, u.files, u.versions, u.trash from quota_usage u where u.owner = p_owner
          union all
          select d.stored, d.files, d.versions, d.trash from quota_change d where d.owner = p_owner) c
$$;

-- The same from the versions themselves. Erased files show nothing.
create function quota_recounted(p_owner text) returns table (stored bigint, files bigint, versions bigint, trash bigint)
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
           coalesce(sum(size) filter (where trashed), 0)::bigint
    from shown
$$;

-- Where an owner stands; p_default is the limit of those who have none of their own, or null.
create function quota_standing(p_owner text, p_default bigint) returns table (used bigint, reserved bigint, room_limit bigint)
    language sql stable as
$$
    select (select stored from quota_counted(p_owner)),
           (select coalesce(sum(bytes), 0)::bigint from quota_reservation where owner = p_owner),
           coalesce((select bytes from quota_limit where owner = p_owner), p_default)
$$;

create function quota_lock(p_owner text) returns bigint language sql immutable as
$$
    select hashtextextended('quota' || chr(10) || p_owner, 0)
$$;

-- Reserves p_bytes for an upload, and up to p_wish while there is room. Without enough room granted is null, and nothing is changed.
create function quota_reserve(p_upload uuid, p_owner text, p_bytes bigint, p_wish bigint, p_replaces uuid[], p_default bigint)
    returns table (granted bigint, used bigint, reserved bigint, room_limit bigint) language plpgsql as
$$
begin
    perform set_config('synchronous_commit', 'off', true);
    perform pg_advisory_xact_lock(quota_lock(p_owner));
    -- A statement of its own: it sees what those have done that the lock waited for.
    select s.used, s.reserved, s.room_limit into used, reserved, room_limit from quota_standing(p_owner, p_default) s;
    reserved := reserved - (select coalesce(sum(r.bytes), 0) from quota_reservation r
                            where r.owner = p_owner and (r.upload_id = p_upload or r.upload_id = any (p_replaces)));
    if p_bytes > 0 and used + reserved + p_bytes > room_limit then
        return next;
        return;
    end if;
    granted := case when room_limit is null then p_wish
                    else greatest(p_bytes, least(p_wish, room_limit - used - reserved)) end;
    delete from quota_reservation r where r.owner = p_owner and r.upload_id = any (p_replaces);
    insert into quota_reservation (upload_id, owner, bytes) values (p_upload, p_owner, granted)
    on conflict (upload_id) do update set bytes = excluded.bytes;
    return next;
end
$$;

insert into quota_usage (owner, stored, files, versions, trash)
select owners.owner, counted.stored, counted.files, counted.versions, counted.trash
from (select distinct owner from file) owners, quota_recounted(owners.owner) counted;
