-- Which provider gets a task is decided when it starts, not when it is accepted.

alter table task add column upstream_model text;            -- what the provider calls the model
alter table task_attempt add column upstream_model text;
alter table task_attempt add column trace text;             -- what the provider's support asks for
alter table task_attempt add column trouble text;           -- class and code of a refusal
alter table task_attempt add column cost_microcents integer; -- what the provider charges
create index task_queue_model on task (model, due_at) where state = 'queued';
create index task_at_provider on task (provider) where state in ('submitting', 'running', 'unclear');

-- How much may be asked of a provider now; shared by all nodes, kept over restarts.
create table upstream_gate (
    provider       text    primary key,
    next_submit_at integer not null default 0,  -- the next start that its rate allows
    resting_until  integer,
    trouble        text,                        -- class of the last trouble, such as account
    reason         text,                        -- for the operator
    failures       integer not null default 0,  -- in a row
    changed_at     integer not null
) without rowid;
