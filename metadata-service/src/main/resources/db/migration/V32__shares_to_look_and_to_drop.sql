-- Shares that show without giving, and folders that take without showing.
alter table share
    drop constraint share_access_check,
    -- The largest single request of files that a drop box takes.
    add column max_bytes bigint check (max_bytes > 0),
    add constraint share_access_check check (access in ('download', 'preview', 'upload')),
    add constraint share_upload_folder check (access <> 'upload' or folder is not null),
    add constraint share_limit_of_downloads check (access = 'download' or max_downloads is null),
    add constraint share_limit_of_bytes check (access = 'upload' or max_bytes is null);
