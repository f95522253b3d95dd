-- SQLite's first version never ran on PostgreSQL: its tables begin with V002.
select 1;
