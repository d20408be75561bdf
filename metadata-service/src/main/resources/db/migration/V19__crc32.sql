-- The CRC-32 of a version's bytes, for archives: null until somebody has read those that an earlier release took in.
alter table version add column crc32 bigint check (crc32 between 0 and 4294967295);
