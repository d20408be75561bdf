-- One row for the bytes of an object, however many versions show them: whether a preview of them is wanted, made, or never to be
-- had. WAITING rows are the queue. Who takes one raises its epoch, and due_at until when it is theirs: a worker that comes late
-- changes nothing.
create table preview (
    store_key  text        primary key,
    size       bigint      not null check (size >= 0),
    state      text        not null check (state in ('WAITING', 'MADE', 'NEVER', 'DEAD')),
    priority   int         not null default 0 check (priority between 0 and 10),
    epoch      bigint      not null default 0,
    attempts   int         not null default 0,
    due_at     timestamptz not null default now(),
    kind       text,
    reason     text,
    detail     text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    check (state not in ('NEVER', 'DEAD') or reason is not null)
);
create index preview_due on preview (priority desc, due_at) where state = 'WAITING';
create index preview_dead on preview (updated_at) where state = 'DEAD';

-- What was made of the bytes: written before it is stored. It counts while its epoch is that of its preview and that is MADE;
-- everything else is to be deleted. Nothing refers to the row of the preview, which may go first.
create table preview_object (
    key        text        primary key,
    source     text        not null,
    epoch      bigint      not null,
    side       int         not null check (side in (0, 256, 1024)),
    media_type text        not null,
    width      int,
    height     int,
    size       bigint      not null check (size >= 0),
    sha256     text        not null,
    truncated  boolean     not null,
    created_at timestamptz not null default now(),
    unique (source, epoch, side)
);
