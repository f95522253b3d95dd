-- Images that a video is modelled on are kept like frames. SQLite cannot change a check in place.
alter table asset rename to old_asset;
drop index asset_task;
drop index asset_content;
drop index asset_expiry;
create table asset (
    id             text    primary key,
    task_id        text    not null,
    project_id     integer not null,
    kind           text    not null check (kind in ('video', 'poster', 'first_frame', 'last_frame', 'reference_image')),
    sha256         text    not null,
    media_type     text    not null,
    file_name      text    not null,
    bytes          integer not null,
    facts          text    not null,             -- JSON: width, height, duration_seconds, fps …
    created_at     integer not null,
    expires_at     integer not null,
    deleted_at     integer,
    deleted_reason text                           -- expired, requested
);
insert into asset select id, task_id, project_id, kind, sha256, media_type, file_name, bytes, facts,
                         created_at, expires_at, deleted_at, deleted_reason
                    from old_asset;
drop table old_asset;
create index asset_task on asset (task_id);
create index asset_content on asset (sha256) where deleted_at is null;
create index asset_expiry on asset (expires_at) where deleted_at is null;
