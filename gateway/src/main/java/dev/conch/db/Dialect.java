package dev.conch.db;

/** Which kind of SQL the database speaks. */
public enum Dialect {
    SQLITE,
    POSTGRESQL
}
