-- Where customers want to be told, and every message to them. Times are milliseconds since 1970, UTC.

create table webhook_endpoint (
    id              text    primary key,         -- we_…
    account_id      integer not null,
    project_id      integer,                     -- null: all projects of the account
    url             text    not null,
    description     text    not null,
    events          text    not null,            -- JSON array of event types
    created_at      integer not null,
    disabled_at     integer,
    disabled_reason text,
    failing_since   integer                      -- the first failed attempt after the last success
) without rowid;
create index webhook_endpoint_account on webhook_endpoint (account_id, id);

-- Several may sign at once while one replaces another; the one without an end is the current one.
create table webhook_secret (
    id         text    primary key,              -- whs_…
    owner      text    not null,                 -- endpoint:we_…, key:token_…
    secret     text    not null,                 -- encrypted, see SecretBox
    kind       text    not null check (kind in ('hmac', 'ed25519')),
    created_at integer not null,
    expires_at integer
) without rowid;
create index webhook_secret_owner on webhook_secret (owner, created_at);
create unique index webhook_secret_current on webhook_secret (owner) where expires_at is null;

-- One message to one receiver; its id is the webhook-id of every attempt.
create table webhook_delivery (
    sequence      integer primary key autoincrement,
    id            text    not null unique,       -- msg_…
    account_id    integer not null,
    project_id    integer,                       -- null: a test of an endpoint for all projects
    task_id       text,                          -- null: a test
    target        text    not null,              -- endpoint:we_…, callback:https://host:443
    endpoint_id   text,
    api_key_id    text    not null,              -- whose secret signs a callback; empty for tests
    url           text    not null,
    event_type    text    not null,
    body          text,                          -- as first sent; null before
    state         text    not null check (state in ('pending', 'delivered', 'failed', 'canceled')),
    attempts      integer not null default 0,
    tries         integer not null default 0,    -- attempts since it was last asked for
    due_at        integer not null,
    node_id       text,                          -- who is sending it now
    created_at    integer not null,
    pending_since integer not null,              -- created, or asked for again
    ended_at      integer,
    last_status   integer,
    last_error    text
);
-- Claims go from target to target, and within one by due time.
create index webhook_delivery_due on webhook_delivery (target, due_at, sequence) where state = 'pending';
create index webhook_delivery_order on webhook_delivery (task_id, target, sequence) where state = 'pending';
create index webhook_delivery_waiting on webhook_delivery (pending_since) where state = 'pending';
create index webhook_delivery_claimed on webhook_delivery (node_id) where node_id is not null;
create index webhook_delivery_account on webhook_delivery (account_id, sequence);
create index webhook_delivery_endpoint on webhook_delivery (endpoint_id, sequence) where endpoint_id is not null;
create index webhook_delivery_task on webhook_delivery (task_id, sequence) where task_id is not null;
create index webhook_delivery_ended on webhook_delivery (ended_at) where ended_at is not null;

create table webhook_attempt (
    delivery_id     text    not null,
    number          integer not null,
    at              integer not null,
    status          integer,                     -- null: no answer
    duration_millis integer not null,
    error           text,                        -- null: accepted
    retry_after     text,                        -- as the receiver wrote it
    primary key (delivery_id, number)
) without rowid;
