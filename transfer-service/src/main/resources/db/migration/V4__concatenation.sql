-- A file may be put together from partial uploads (tus 1.0.0 concatenation). The field is kept as it was sent, since it is told
-- back so; an upload without it is a file of its own.
alter table upload add column concat text check (concat = 'partial' or concat like 'final;%');

-- A partial upload that has all its bytes is no version, and never becomes one.
alter table upload drop constraint upload_check3;
alter table upload add constraint upload_completed_version
    check (state <> 'COMPLETED' or version is not null or concat is not distinct from 'partial');

create index upload_waiting_final on upload (lease_until nulls first) where state = 'OPEN' and concat like 'final;%';
create index upload_partial_expiry on upload (expires_at) where state = 'COMPLETED' and concat = 'partial';

-- What a final upload is made of. Size and digest are those of the partial when the copying began: the file is verified
-- against them whatever becomes of the partial afterwards, which is why nothing here refers to its row.
create table concatenation (
    upload   uuid   not null references upload (id) on delete cascade,
    position int    not null check (position between 1 and 500),
    partial  uuid   not null,
    size     bigint check (size >= 0),
    sha256   text,
    primary key (upload, position)
);
create index concatenation_partial on concatenation (partial);

-- The bytes of a copied part never passed through here, so that nobody has hashed them one by one.
alter table part alter column sha256 drop not null;
