package dev.conch.db;

/** What {@link Database} can do, for one kind of database. Shared between threads. */
sealed interface Store extends AutoCloseable permits SqliteStore, PostgresStore {
    Dialect dialect();

    <T> T write(Work<T> work);

    <T> T write(long accountId, Work<T> work);

    <T> T writeUnsynced(Work<T> work);

    <T> T read(Work<T> work);

    @Override
    void close();
}
