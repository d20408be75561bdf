-- The intent to stage an object, written before the store is asked: an id that gets lost on its way to the upload's row is
-- found again by its key. MinIO lists multipart uploads by whole key only.
create table staging (
    store_key text        primary key,
    begun_at  timestamptz not null
);
create index staging_begun_at on staging (begun_at);
