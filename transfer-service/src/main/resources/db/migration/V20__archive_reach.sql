-- The folder that the credential was good for that asked for an archive; null for all. Such a credential reads what it could
-- have asked for, and no archive of more.
alter table archive add column path_prefix text;
