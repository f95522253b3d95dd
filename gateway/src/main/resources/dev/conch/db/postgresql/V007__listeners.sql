-- Listening by session, so that each listener hears every callback; and a login names the key that approved it.
-- What was under way is dropped: a login lives for minutes, a session opens itself again.

drop table login_code;
drop table listen_session;
drop table listen_event;

create table login_code (
    hash          text    primary key,
    account_id    bigint  not null,
    api_key_id    text    not null,
    challenge     text    not null,
    redirect_port integer not null,
    host_name     text    not null,
    expires_at    bigint  not null,
    used_at       bigint
);
create index login_code_expiry on login_code (expires_at);

create table listen_session (
    hash         text   primary key,
    account_id   bigint not null,
    opened_by    text   not null,
    api_key_id   text   not null,
    secret_hash  text   not null,
    expires_at   bigint not null,
    next_poll_at bigint not null
);
create index listen_session_key on listen_session (api_key_id, expires_at);
create index listen_session_account on listen_session (account_id, expires_at);
create index listen_session_expiry on listen_session (expires_at);

create table listen_message (
    task_id    text   primary key,
    webhook_id text,
    body       text,
    created_at bigint not null
);
create index listen_message_created on listen_message (created_at);

create table listen_event (
    id           bigint generated always as identity primary key,
    session_hash text   not null,
    task_id      text   not null,
    created_at   bigint not null,
    shown_at     bigint,
    acked_at     bigint
);
create index listen_event_open on listen_event (session_hash, id) where acked_at is null;
create index listen_event_session on listen_event (session_hash);
create index listen_event_created on listen_event (created_at);
