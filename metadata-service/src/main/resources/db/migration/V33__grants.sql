-- What owners share with people who have an account: no link, no password, and no end unless one is asked for.
alter table share
    add column grantee text,
    alter column token_mac drop not null,
    alter column expires_at drop not null,
    drop constraint share_access_check,
    add constraint share_access_check check (
        case when grantee is null then access in ('download', 'preview', 'upload') else access in ('read', 'write') end),
    add constraint share_is_link_or_grant check ((grantee is null) = (token_mac is not null)),
    add constraint share_link_ends check (grantee is not null or expires_at is not null),
    add constraint share_grant_has_no_password check (grantee is null or (password is null and max_downloads is null and max_bytes is null)),
    add constraint share_grant_is_to_another check (grantee <> owner);
create index share_with on share (grantee, created_at desc, id desc) where grantee is not null;
