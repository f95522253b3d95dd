-- Where each result came from; kept longer than the file.
create table provenance (
    task_id          text    primary key,
    account_id       integer not null,
    project_id       integer not null,
    api_key_id       text    not null,
    provider         text    not null,
    model            text    not null,          -- as the caller asked
    upstream_model   text    not null,          -- what the provider calls it
    provider_task_id text,
    made_at          integer not null,
    sha256           text    not null,
    watermark        integer not null,          -- a visible mark was asked of the provider
    c2pa_present     integer,                   -- null: could not be read
    aigc_present     integer
) without rowid;
create index provenance_made on provenance (made_at, task_id);
create index provenance_account on provenance (account_id, made_at, task_id);

-- passthrough or require_watermark
alter table project add column labeling text not null default 'passthrough';
