-- Token buckets of accounts, projects and keys that have a limit, shared by all nodes. SQLite has one node, which keeps
-- them in memory. Not logged: a crash of PostgreSQL empties the table, and every bucket is full again.
create unlogged table rate_bucket (
    owner      text    primary key, -- as in table budget
    per_minute bigint  not null,    -- tokens that it holds, and that flow in within a minute
    tokens     bigint  not null,    -- at that time, in 1/60000 of a token: so many flow in per millisecond and per_minute
    at         bigint  not null
) with (fillfactor = 50);
