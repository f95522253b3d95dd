package dev.conch.db;

import java.nio.file.Path;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * A SQLite file: every commit is synced before its caller goes on; readers never wait for the
 * writer (WAL).
 *
 * <p>Shared between threads. Never an ordinary connection pool: with virtual threads, waiting for
 * SQLite's lock pins the carriers and the whole process stands still (docs/decisions/0003).
 */
public final class Database implements AutoCloseable {
    private static final int READERS = 4;

    private final GroupCommitWriter writer;
    private final BlockingQueue<Handle> readers = new ArrayBlockingQueue<>(READERS);

    private Database(GroupCommitWriter writer) {
        this.writer = writer;
    }

    /** Opens {@code file}, makes it where it is missing and brings its tables up to date. */
    public static Database open(Path file) {
        return open("jdbc:sqlite:" + file.toAbsolutePath());
    }

    /** The same by JDBC URL, {@code jdbc:sqlite:} and a file. */
    public static Database open(String url) {
        Flyway.configure()
                .dataSource(url, null, null)
                .locations("classpath:dev/conch/db/sqlite")
                .load()
                .migrate();
        var database = new Database(new GroupCommitWriter(open(url, false)));
        for (int i = 0; i < READERS; i++) {
            database.readers.add(open(url, true));
        }
        return database;
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
        var jdbi = Jdbi.create(source);
        jdbi.setStatementBuilderFactory(_ -> new PreparedStatements());
        return jdbi.open();
    }

    /** Runs {@code work} in a transaction and returns when it is on disk. */
    public <T> T write(Work<T> work) {
        return writer.write(work);
    }

    /** Runs {@code work} on what is committed; it must not write. */
    public <T> T read(Work<T> work) {
        Handle handle;
        try {
            handle = readers.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the database", e);
        }
        try {
            return work.run(new Transaction(handle));
        } finally {
            readers.add(handle);
        }
    }

    @Override
    public void close() {
        writer.close();
        for (int i = 0; i < READERS; i++) {
            try {
                readers.take().close();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
