-- What owners say about their files, and a number that rises with every change of the row: the entity tag of the facts.
alter table file
    add column tags       jsonb  not null default '[]',
    add column attributes jsonb  not null default '{}',
    add column revision   bigint not null default 1;

create function file_revised() returns trigger language plpgsql as
$$
begin
    new.revision := old.revision + 1;
    return new;
end
$$;

create trigger file_revised before update on file for each row execute function file_revised();

-- Files without tags cost nothing here.
create index file_tags on file using gin (tags jsonb_path_ops) where deleted_at is null and tags <> '[]';
