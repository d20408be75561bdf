-- Where the upload has put the version that it brought; with the other columns, all that its receipt says. Null where nobody
-- noted it: for what came before, and from a replica of the release before. Where a file is now is not where it came to.
alter table version add column received_path text collate "C";

-- Every key that receipts were ever signed with: they stay verifiable.
create table receipt_key (
    id            text primary key,
    -- X.509, DER.
    public_key    bytea       not null,
    first_used_at timestamptz not null default now()
);
