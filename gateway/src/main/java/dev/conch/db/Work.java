package dev.conch.db;

/** What to do inside a transaction. An exception undoes it and reaches the caller unchanged. */
@FunctionalInterface
public interface Work<T> {
    T run(Transaction tx);
}
