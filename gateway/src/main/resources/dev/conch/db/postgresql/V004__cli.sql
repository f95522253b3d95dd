-- Logins from RunAPI's command line, and callbacks that it listens to.

create table login_code (
    hash          text primary key,              -- SHA-256 of a code that is good once
    account_id    bigint not null,
    project_id    bigint not null,
    scopes        text    not null,              -- what the approving key may do
    challenge     text    not null,
    redirect_port integer not null,
    host_name     text    not null,
    expires_at    bigint not null,
    used_at       bigint
);
create table listen_session (
    hash       text primary key,                 -- SHA-256 of its token
    account_id bigint not null,
    api_key_id text    not null,                 -- whose callbacks it hears
    polled_at  bigint not null
);
create index listen_session_key on listen_session (api_key_id, polled_at);
create index listen_session_account on listen_session (account_id, polled_at);

create table listen_event (
    id         bigint generated always as identity primary key,
    api_key_id text    not null,
    task_id    text    not null,
    message_id text    not null,                 -- its webhook-id
    body       text,                             -- as signed; null before the first look
    created_at bigint not null,
    acked_at   bigint
);
create index listen_event_key on listen_event (api_key_id, id);
create index listen_event_created on listen_event (created_at);
