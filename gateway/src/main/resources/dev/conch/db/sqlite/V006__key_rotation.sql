-- Secrets that a key had before it was rotated. They work until they expire, as the same key: with
-- its budgets and limits, so that a rotation is no way around them.
create table api_key_former_secret (
    hash       text   primary key,
    key_id     text   not null references api_key (id),
    masked     text   not null,
    expires_at integer not null
) without rowid;
create index api_key_former_secret_key on api_key_former_secret (key_id);

-- Pages of what moved a customer's money.
create index ledger_transfer_moved on ledger_transfer (account_id, created_at, id)
       where kind in ('fund', 'bonus', 'adjust', 'post');
