package dev.conch.db;

import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * A SQLite file: every commit is synced before its caller goes on; readers never wait for the
 * writer (WAL).
 *
 * <p>Never an ordinary connection pool: with virtual threads, waiting for SQLite's lock pins the
 * carriers and the whole process stands still (docs/decisions/0003).
 */
final class SqliteStore implements Store {
    private static final int READERS = 4;
    private static final int LARGEST_GROUP = 256;

    private final Handle writing;
    private final GroupCommitWriter writer;
    private final BlockingQueue<Handle> readers = new ArrayBlockingQueue<>(READERS);
    private volatile boolean closed;

    private SqliteStore(String url, Listeners listeners) {
        writing = open(url, false);
        var session = new SqliteSession(writing, listeners);
        writer = new GroupCommitWriter("db-writer", () -> session, LARGEST_GROUP);
        for (int i = 0; i < READERS; i++) {
            readers.add(open(url, true));
        }
    }

    /** Opens the file, makes it where it is missing and brings its tables up to date. */
    static SqliteStore open(String url, Listeners listeners) {
        Flyway.configure()
                .dataSource(url, null, null)
                .locations("classpath:dev/conch/db/sqlite")
                .load()
                .migrate();
        return new SqliteStore(url, listeners);
    }

    static String url(Path file) {
        return "jdbc:sqlite:" + file.toAbsolutePath();
    }

    private static Handle open(String url, boolean readOnly) {
        var config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setBusyTimeout(10_000);
        config.enforceForeignKeys(false); // accounts and tasks are never deleted one by one
        config.setCacheSize(-16_000);
        config.setReadOnly(readOnly);
        config.setGetGeneratedKeys(
                false); // else every insert is followed by a query for its row id
        var source = new SQLiteDataSource(config);
        source.setUrl(url);
        var jdbi = StatementMessages.withoutValues(Jdbi.create(source));
        jdbi.setStatementBuilderFactory(_ -> new PreparedStatements());
        return jdbi.open();
    }

    @Override
    public Dialect dialect() {
        return Dialect.SQLITE;
    }

    @Override
    public <T> T write(Work<T> work) {
        if (writer.isCaller()) {
            throw new IllegalStateException("a transaction cannot wait for another one");
        }
        return writer.write(0, work);
    }

    @Override
    public <T> T write(long accountId, Work<T> work) {
        return write(work); // there is one writer, and it keeps the order in which they come
    }

    @Override
    public <T> T writeUnsynced(Work<T> work) {
        return write(work);
    }

    @Override
    public <T> T read(Work<T> work) {
        Handle handle;
        try {
            handle = readers.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the database", e);
        }
        try {
            if (closed) {
                throw new IllegalStateException("the database is closed");
            }
            return work.run(Transaction.withoutSignals(handle, Dialect.SQLITE));
        } finally {
            readers.add(handle);
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        writer.close();
        writing.close();
        var idle = new ArrayList<Handle>();
        try {
            while (idle.size() < READERS) {
                idle.add(readers.take());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        idle.forEach(Handle::close);
        readers.addAll(idle); // whoever waits for one takes it and sees that all is closed
    }
}
