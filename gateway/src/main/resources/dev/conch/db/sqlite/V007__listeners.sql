-- Listening by session, so that each listener hears every callback; and a login names the key that approved it.
-- What was under way is dropped: a login lives for minutes, a session opens itself again.

drop table login_code;
drop table listen_session;
drop table listen_event;

create table login_code (
    hash          text    primary key,           -- SHA-256 of a code that is good once
    account_id    integer not null,
    api_key_id    text    not null,              -- the key that approved
    challenge     text    not null,
    redirect_port integer not null,
    host_name     text    not null,
    expires_at    integer not null,
    used_at       integer
);
create index login_code_expiry on login_code (expires_at);

create table listen_session (
    hash         text    primary key,            -- SHA-256 of its token
    account_id   integer not null,
    opened_by    text    not null,               -- the login's key
    api_key_id   text    not null,               -- whose callbacks it hears
    secret_hash  text    not null,               -- SHA-256 of the signing secret that it was told
    expires_at   integer not null,               -- moves on with every poll
    next_poll_at integer not null                -- earlier ones are refused; later than now while one is under way
);
create index listen_session_key on listen_session (api_key_id, expires_at);
create index listen_session_account on listen_session (account_id, expires_at);
create index listen_session_expiry on listen_session (expires_at);

-- What a callback says, once for all who hear it.
create table listen_message (
    task_id    text    primary key,
    webhook_id text,                             -- null before the first look, like the body
    body       text,
    created_at integer not null
) without rowid;
create index listen_message_created on listen_message (created_at);

-- Its way to one session.
create table listen_event (
    id           integer primary key autoincrement,
    session_hash text    not null,
    task_id      text    not null,
    created_at   integer not null,
    shown_at     integer,
    acked_at     integer
);
create index listen_event_open on listen_event (session_hash, id) where acked_at is null;
create index listen_event_session on listen_event (session_hash);
create index listen_event_created on listen_event (created_at);
