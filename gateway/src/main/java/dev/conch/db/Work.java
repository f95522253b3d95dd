package dev.conch.db;

/**
 * What to do inside a transaction. An exception undoes it and reaches the caller unchanged. May be
 * run more than once, so it changes nothing but the database.
 */
@FunctionalInterface
public interface Work<T> {
    T run(Transaction tx);
}
