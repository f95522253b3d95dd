-- Money is integer micro-cents from here on: one US cent is 1,000,000 of them.

create table meta (
    name  text primary key,
    value text not null
) without rowid;

-- An account is an organisation: who pays. It has projects, these have API keys.
alter table account add column limits text not null default '{}';          -- JSON
alter table account add column disabled_at integer;

create table project (
    id           integer primary key,
    account_id   integer not null references account (id),
    name         text    not null,
    limits       text    not null default '{}',   -- JSON
    stored_bytes integer not null default 0,      -- of results that were not deleted yet
    created_at   integer not null,
    unique (account_id, name)
);
insert into project (id, account_id, name, created_at)
     select id, id, 'default', created_at from account;

alter table api_key add column project_id integer not null default 0;
alter table api_key add column scopes text not null
      default '["video:create","video:read","chat","files","account:read","admin"]';
alter table api_key add column limits text not null default '{}';          -- JSON
alter table api_key add column priority integer not null default 1;        -- 0 low, 1 normal, 2 high
alter table api_key add column origin text not null default 'made';        -- made, login
alter table api_key add column expires_at integer;
alter table api_key add column last_used_at integer;
update api_key set project_id = account_id;
create index api_key_project on api_key (project_id);

create table admin_key (
    id           text    primary key,             -- admin_…
    name         text    not null,
    hash         text    not null unique,
    masked       text    not null,
    created_at   integer not null,
    expires_at   integer,
    last_used_at integer,
    revoked_at   integer
) without rowid;

-- What nobody may exceed, counted in the transaction that accepts a task.
create table budget (
    id         integer primary key,
    account_id integer not null,
    owner      text    not null,                  -- account:N, project:N, key:token_…
    unit       text    not null check (unit in ('microcents', 'tasks')),
    period     text    not null check (period in ('day', 'month', 'total')),
    most       integer not null check (most >= 0),
    time_zone  text    not null,
    created_at integer not null,
    unique (owner, unit, period)
);
create index budget_account on budget (account_id);
create table budget_use (
    budget_id integer not null,
    span      text    not null,                   -- 2026-11-24, 2026-11, total
    used      integer not null,
    primary key (budget_id, span)
) without rowid;

create table idempotency (
    project_id  integer not null,                 -- 0: the operator
    route       text    not null,
    key         text    not null,
    fingerprint text    not null,                 -- SHA-256 of the canonical request
    resource_id text    not null,
    created_at  integer not null,
    primary key (project_id, route, key)
) without rowid;
create index idempotency_resource on idempotency (resource_id);

-- Every change that an operator or an account's administrator made.
create table audit_log (
    sequence   integer primary key autoincrement,
    at         integer not null,
    actor      text    not null,                  -- id of the key
    account_id integer,                           -- whom it concerns
    action     text    not null,                  -- such as key.revoke
    target     text    not null,
    details    text    not null                   -- JSON, without secrets
);
create index audit_log_account on audit_log (account_id, sequence);

-- Each customer N has ledger accounts of its own, so that no row is hot across customers:
-- paid:N, bonus:N, revenue:N, funding:N, promotion:N, adjustment:N.
alter table ledger_account rename to old_ledger_account;
create table ledger_account (
    id                 text    primary key,
    balance_microcents integer not null,
    held_microcents    integer not null default 0 check (held_microcents >= 0)
) without rowid;
alter table ledger_transfer rename to old_ledger_transfer;
drop index ledger_transfer_ends;
drop index ledger_transfer_spent;
create table ledger_transfer (
    id                text    primary key,
    account_id        integer not null,
    kind              text    not null
                      check (kind in ('fund', 'bonus', 'adjust', 'hold', 'post', 'void')),
    debit             text    not null,
    credit            text    not null,
    amount_microcents integer not null check (amount_microcents >= 0),
    hold_id           text,                       -- the hold that a post or void ends
    reason            text    not null,
    created_at        integer not null
) without rowid;
create unique index ledger_transfer_ends on ledger_transfer (hold_id) where hold_id is not null;
create index ledger_transfer_spent on ledger_transfer (account_id, created_at) where kind = 'post';

insert into ledger_transfer
     select id,
            cast(substr(case when debit like 'customer:%' then debit else credit end, 10) as integer),
            kind,
            case when debit = 'funding' then 'funding:' || substr(credit, 10)
                 else 'paid:' || substr(debit, 10) end,
            case when credit = 'revenue' then 'revenue:' || substr(debit, 10)
                 else 'paid:' || substr(credit, 10) end,
            amount_cents * 1000000, hold_id, reason, created_at
       from old_ledger_transfer;
-- Holds are named by the ledger account that they hold from.
update ledger_transfer set id = id || ':paid' where kind = 'hold';
update ledger_transfer set id = id || ':paid', hold_id = hold_id || ':paid' where kind in ('post', 'void');
insert into ledger_account
     select 'paid:' || substr(id, 10), balance_cents * 1000000, held_cents * 1000000
       from old_ledger_account where id like 'customer:%';
insert into ledger_account (id, balance_microcents)
     select 'revenue:' || a.id,
            coalesce((select sum(amount_microcents) from ledger_transfer t
                       where t.account_id = a.id and t.kind = 'post'), 0) from account a;
insert into ledger_account (id, balance_microcents)
     select 'funding:' || a.id,
            -coalesce((select sum(amount_microcents) from ledger_transfer t
                        where t.account_id = a.id and t.kind = 'fund'), 0) from account a;
drop table old_ledger_account;
drop table old_ledger_transfer;

alter table task add column project_id integer not null default 0;
alter table task add column priority integer not null default 1;
alter table task add column origin text not null default '';           -- scheme and authority of its links
alter table task add column callback_url text;
alter table task add column deadline_at integer;
alter table task add column cancel_requested_at integer;
alter table task add column cancel_refused_at integer;
alter table task add column charged_microcents integer;

update task set project_id = account_id;
update task set charged_microcents = price_cents * 1000000 where state = 'completed';
drop index task_queue;
drop index task_account_queue;
create index task_queue on task (priority desc, turn, id) where state = 'queued';
create index task_project_queue on task (project_id, priority, turn) where state = 'queued';
create index task_open_project on task (project_id) where ended_at is null;
create index task_deadline on task (deadline_at) where ended_at is null and deadline_at is not null;
create index task_project on task (project_id, id);
create index task_account on task (account_id, id);
create index task_unclear on task (id) where state = 'unclear';

create index event_task on event (task_id, sequence);

alter table asset rename to old_asset;
drop index asset_task;
create table asset (
    id             text    primary key,
    task_id        text    not null,
    project_id     integer not null,
    kind           text    not null check (kind in ('video', 'poster', 'first_frame', 'last_frame')),
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
insert into asset select a.id, task_id, t.project_id, kind, sha256, media_type, file_name, bytes, facts,
                         a.created_at, expires_at, null, null
                    from old_asset a join task t on t.id = a.task_id;
drop table old_asset;
create index asset_task on asset (task_id);
create index asset_content on asset (sha256) where deleted_at is null;
create index asset_expiry on asset (expires_at) where deleted_at is null;
update project set stored_bytes =
       coalesce((select sum(bytes) from asset where asset.project_id = project.id), 0);
