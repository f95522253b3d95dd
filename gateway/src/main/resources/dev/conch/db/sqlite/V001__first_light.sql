-- Times are milliseconds since 1970, UTC. Money is integer US cents.

create table account (
    id         integer primary key,
    name       text    not null,
    email      text    not null,
    created_at integer not null
);

create table api_key (
    id         text    primary key,          -- token_…
    account_id integer not null references account (id),
    name       text    not null,
    hash       text    not null unique,      -- HMAC-SHA256 of the key; the key itself is never stored
    masked     text    not null,
    created_at integer not null,
    revoked_at integer
);

-- Double entry. The balances of all rows add up to zero; held_cents is the part of a balance that running tasks may use.
create table ledger_account (
    id            text    primary key,       -- customer:N, revenue, funding
    balance_cents integer not null,
    held_cents    integer not null default 0 check (held_cents >= 0)
);

-- Append-only. A hold moves nothing yet; a post or a void ends it, once.
create table ledger_transfer (
    id           text    primary key,
    kind         text    not null check (kind in ('fund', 'hold', 'post', 'void')),
    debit        text    not null,
    credit       text    not null,
    amount_cents integer not null check (amount_cents >= 0),
    hold_id      text,                       -- the hold that a post or void ends
    reason       text    not null,
    created_at   integer not null
) without rowid;
create unique index ledger_transfer_ends on ledger_transfer (hold_id) where hold_id is not null;
create index ledger_transfer_spent on ledger_transfer (debit, created_at) where kind = 'post';

create table task (
    id                text    primary key,   -- UUIDv7
    account_id        integer not null,
    api_key_id        text    not null,
    service           text    not null,
    action            text    not null,
    model             text    not null,
    state             text    not null,
    turn              integer not null,      -- place in the fair order: every account takes turns
    due_at            integer not null,
    node_id           text,                  -- who drives it now
    attempts          integer not null default 0,
    version           integer not null default 0,
    request           text    not null,      -- JSON, as validated
    warnings          text    not null,      -- JSON array of texts
    price_cents       integer not null,
    provider          text,
    provider_task_id  text,
    progress          real    not null default 0,
    interpretation    text,                  -- JSON: what the studio made of the prompt
    error_code        text,
    error_message     text,
    client_request_id text,
    created_at        integer not null,
    started_at        integer,
    ended_at          integer
) without rowid;
create index task_queue on task (state, turn, id) where state = 'queued';
create index task_account_queue on task (account_id, turn) where state = 'queued';
create index task_driven on task (node_id) where node_id is not null;

-- One row for each time that a provider is asked to start a task, written before the first byte leaves.
create table task_attempt (
    task_id          text    not null,
    number           integer not null,
    provider         text    not null,
    provider_task_id text,
    started_at       integer not null,
    ended_at         integer,
    outcome          text,
    primary key (task_id, number)
);

create table event (
    sequence   integer primary key autoincrement,
    task_id    text    not null,
    account_id integer not null,
    type       text    not null,
    at         integer not null
);

create table node (
    id           text    primary key,
    started_at   integer not null,
    heartbeat_at integer not null
);

create table asset (
    id         text    primary key,
    task_id    text    not null,
    kind       text    not null check (kind in ('video', 'poster')),
    sha256     text    not null,
    media_type text    not null,
    file_name  text    not null,
    bytes      integer not null,
    facts      text    not null,             -- JSON: width, height, duration_seconds, fps …
    created_at integer not null,
    expires_at integer not null
);
create index asset_task on asset (task_id);
