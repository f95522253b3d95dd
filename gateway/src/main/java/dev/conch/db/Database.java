package dev.conch.db;

import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * The database: SQLite in a file, or PostgreSQL, which several nodes share.
 *
 * <p>Writing is done by few threads, each of which puts whatever waits under one commit
 * (docs/decisions/0003 and 0005). Shared between threads.
 */
public final class Database implements AutoCloseable {
    private final Store store;
    private final Listeners listeners;

    private Database(Store store, Listeners listeners) {
        this.store = store;
        this.listeners = listeners;
    }

    /**
     * Opens the SQLite {@code file}, makes it where it is missing, brings its tables up to date.
     */
    public static Database open(Path file) {
        return open(SqliteStore.url(file));
    }

    /**
     * The same by JDBC URL: {@code jdbc:sqlite:} and a file, or {@code jdbc:postgresql:} with user
     * and password in it.
     *
     * @throws DatabaseUnavailable if PostgreSQL cannot be reached
     */
    public static Database open(String url) {
        return open(url, "", "");
    }

    /** The same with user and password beside the URL; an empty one is taken from the URL. */
    public static Database open(String url, String user, String password) {
        var listeners = new Listeners();
        if (url.startsWith(PostgresAddress.PREFIX)) {
            var address = new PostgresAddress(url, user, password);
            return new Database(
                    PostgresStore.open(address, PostgresStore.READERS, listeners), listeners);
        }
        return new Database(SqliteStore.open(url, listeners), listeners);
    }

    public Dialect dialect() {
        return store.dialect();
    }

    /**
     * Runs {@code work} in a transaction and returns when it is on disk.
     *
     * <p>The work runs on another thread, and on PostgreSQL it may run again from its start when
     * nodes got in each other's way: it must change nothing but the database.
     *
     * @throws DatabaseUnavailable if the database cannot be reached or a commit's outcome is
     *     unknown
     */
    public <T> T write(Work<T> work) {
        return store.write(work);
    }

    /** The same; pieces of one account run in the order in which they were handed in. */
    public <T> T write(long accountId, Work<T> work) {
        return store.write(accountId, work);
    }

    /**
     * Runs {@code work} at once, each of its statements on its own, and waits for no disk: a crash
     * of PostgreSQL may lose it. For counts that are worth little and asked for often, without
     * signals. On SQLite the same as {@link #write}. It may run again from its start.
     *
     * @throws DatabaseUnavailable if the database cannot be reached or the outcome is unknown
     */
    public <T> T writeUnsynced(Work<T> work) {
        return store.writeUnsynced(work);
    }

    /**
     * Runs {@code work} on what is committed; it must not write. Each of its statements sees what
     * is committed when it starts.
     */
    public <T> T read(Work<T> work) {
        return store.read(work);
    }

    /**
     * Calls {@code listener} with the payload of every {@link Transaction#signal} on {@code
     * channel} that is committed from now on by any node, in order. An empty payload means: some
     * may have been missed, look at everything again.
     *
     * <p>Each listener has a thread of its own, so it may take its time. One that throws is logged,
     * and called again for the next signal.
     */
    public void listen(String channel, Consumer<String> listener) {
        listeners.add(channel, listener);
    }

    /** Keeps a single value for good, unless there is one under this name; what there is then. */
    public String keep(String name, String value) {
        return write(tx -> JdbcMeta.keep(tx, name, value));
    }

    @Override
    public void close() {
        store.close();
        listeners.close();
    }
}
