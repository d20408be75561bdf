-- Where the upload has put the version that it brought; with the other columns, all that its receipt says.
alter table version add column received_path text collate "C";

update version set received_path = file.path from file where file.id = version.file_id and version.upload_id is not null;

alter table version add constraint version_receipt check (upload_id is null or received_path is not null);

-- Every key that receipts were ever signed with: they stay verifiable.
create table receipt_key (
    id            text primary key,
    -- X.509, DER.
    public_key    bytea       not null,
    first_used_at timestamptz not null default now()
);
