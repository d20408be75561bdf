-- What is left of the limits that replicas share (docs/limits.md). It may be lost, then every bucket is full: so nobody waits for
-- the disk, and a standby does not hear of it.
create unlogged table rate_bucket (
    bucket     text             primary key, -- user:…, key:… or address:…
    quota      double precision not null,
    per_second double precision not null,
    level      double precision not null,    -- what was left in it
    counted_at timestamptz      not null,    -- at that time; it fills since then
    granted    double precision not null     -- what was taken out last
);
