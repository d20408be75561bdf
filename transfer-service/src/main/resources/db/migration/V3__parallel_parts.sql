-- Parts of one upload may come in any order, over any number of connections and replicas.
alter table upload add column parallel boolean not null default false;

-- A whole file whose bytes came in no order is COMMITTING before its digest is known: its absence says that the stored bytes
-- have not been verified yet.
alter table upload drop constraint upload_check2;
alter table upload add constraint upload_committing_digest check (state <> 'COMMITTING' or sha256 is not null or stored);
alter table upload add constraint upload_completed_digest check (state <> 'COMPLETED' or sha256 is not null);

-- Who wants to store a part of a parallel upload says first which bytes, and stores them under a number of the store that
-- no other bytes of this part ever get (slot): a late writer cannot touch what a newer one has acknowledged. Without an etag
-- the row is such a claim, and not of the manifest yet.
alter table part add column slot int check (slot between 1 and 10000);
alter table part add column claimed_until timestamptz;
alter table part alter column etag drop not null;
alter table part add constraint part_stored_or_claimed check (etag is not null or slot is not null);
