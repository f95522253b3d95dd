package dev.conch.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;

import dev.conch.db.WriteSession.Trouble;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Handles;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import javax.sql.DataSource;

/**
 * A PostgreSQL database, which several nodes may share.
 *
 * <p>Four writers, each for the accounts that fall to it, and one for work of no account. All
 * connections are replaced as they break, so that a restart of PostgreSQL needs none of Conch.
 */
final class PostgresStore implements Store {
    static final int READERS = 8;

    private static final int COUNTERS = 8;

    private static final int OLDEST_VERSION = 15;
    private static final int KEYED_WRITERS = 4;
    private static final int UNKEYED = KEYED_WRITERS; // the writer after them

    /** PostgreSQL keeps 64 savepoints of a transaction at hand; more slow down all who read. */
    private static final int LARGEST_GROUP = 64;

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final HikariDataSource reading;
    private final HikariDataSource writing;
    private final HikariDataSource counting;
    private final Jdbi reader;
    private final Jdbi counter;
    private final List<GroupCommitWriter> writers = new ArrayList<>();
    private final PostgresSignals signals;
    private volatile boolean closed;

    private PostgresStore(PostgresAddress address, int readers, Listeners listeners)
            throws SQLException {
        signals = new PostgresSignals(address.source(), listeners);
        reading = new HikariDataSource(readers(address.source(), readers));
        writing = new HikariDataSource(writers(address.source()));
        counting = new HikariDataSource(counters(address.source()));
        reader = StatementMessages.withoutValues(Jdbi.create(reading));
        counter = StatementMessages.withoutValues(Jdbi.create(counting));
        var jdbi = StatementMessages.withoutValues(Jdbi.create(writing));
        jdbi.getConfig(Handles.class).setForceEndTransactions(false); // the writer ends them
        for (int i = 0; i <= UNKEYED; i++) {
            writers.add(
                    new GroupCommitWriter(
                            "db-writer-" + i,
                            () -> new PostgresSession(writing, open(jdbi)),
                            LARGEST_GROUP));
        }
        signals.start();
    }

    /** Connects and brings the tables up to date; any number of nodes may do so at once. */
    static PostgresStore open(PostgresAddress address, int readers, Listeners listeners) {
        try {
            requireVersion(address.source());
            Flyway.configure()
                    .dataSource(address.sourceForMigrations())
                    .locations("classpath:dev/conch/db/postgresql")
                    .load()
                    .migrate();
            return new PostgresStore(address, readers, listeners);
        } catch (SQLException | FlywayException | PoolInitializationException e) {
            throw PostgresErrors.trouble(e) == Trouble.LOST
                    ? noConnection(e)
                    : new IllegalStateException("cannot prepare the database", e);
        }
    }

    private static void requireVersion(DataSource source) throws SQLException {
        try (var connection = source.getConnection()) {
            int version = connection.getMetaData().getDatabaseMajorVersion();
            if (version < OLDEST_VERSION) {
                throw new IllegalStateException(
                        "PostgreSQL %d or newer is needed, this is %d"
                                .formatted(OLDEST_VERSION, version));
            }
        }
    }

    /** Readers run each statement on its own and have no right to write. */
    private static HikariConfig readers(DataSource source, int most) {
        var config = pool("conch-readers", source, most);
        config.setReadOnly(true);
        return config;
    }

    /** A writer that vanishes without a word must not hold its rows for ever. */
    private static HikariConfig writers(DataSource source) {
        var config = pool("conch-writers", source, UNKEYED + 1);
        config.setAutoCommit(false);
        config.setConnectionInitSql("set idle_in_transaction_session_timeout = '60s'");
        return config;
    }

    /** Connects when first asked: where nobody has limits, nothing is counted. */
    private static HikariConfig counters(DataSource source) {
        var config = pool("conch-counters", source, COUNTERS);
        config.setMinimumIdle(0);
        config.setInitializationFailTimeout(-1);
        config.setConnectionInitSql("set synchronous_commit = off");
        return config;
    }

    private static HikariConfig pool(String name, DataSource source, int most) {
        var config = new HikariConfig();
        config.setPoolName(name);
        config.setDataSource(source);
        config.setMaximumPoolSize(most);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(PATIENCE.toMillis());
        return config;
    }

    @Override
    public Dialect dialect() {
        return Dialect.POSTGRESQL;
    }

    @Override
    public <T> T write(Work<T> work) {
        return write(UNKEYED, 0, work);
    }

    @Override
    public <T> T write(long accountId, Work<T> work) {
        return write(Math.floorMod(accountId, KEYED_WRITERS), accountId, work);
    }

    private <T> T write(int writer, long accountId, Work<T> work) {
        if (writers.stream().anyMatch(GroupCommitWriter::isCaller)) {
            throw new IllegalStateException("a transaction cannot wait for another one");
        }
        return writers.get(writer).write(accountId, work);
    }

    @Override
    public <T> T writeUnsynced(Work<T> work) {
        return runTwiceAtMost(counter, work);
    }

    @Override
    public <T> T read(Work<T> work) {
        return runTwiceAtMost(reader, work);
    }

    private <T> T runTwiceAtMost(Jdbi jdbi, Work<T> work) {
        try {
            return runOnce(jdbi, work);
        } catch (DatabaseUnavailable e) {
            throw e;
        } catch (RuntimeException e) {
            return switch (PostgresErrors.trouble(e)) {
                case PIECE -> throw e;
                case CONFLICT -> runOnce(jdbi, work); // such as a table that has changed
                case LOST -> throw noConnection(e);
            };
        }
    }

    private <T> T runOnce(Jdbi jdbi, Work<T> work) {
        if (closed) {
            throw new IllegalStateException("the database is closed");
        }
        try (var handle = open(jdbi)) {
            return work.run(Transaction.withoutSignals(handle, Dialect.POSTGRESQL));
        }
    }

    /** A connection, or {@link DatabaseUnavailable} after a while without one. */
    static Handle open(Jdbi jdbi) {
        try {
            return jdbi.open();
        } catch (JdbiException e) {
            throw noConnection(e);
        }
    }

    private static DatabaseUnavailable noConnection(Throwable cause) {
        return new DatabaseUnavailable("no connection to PostgreSQL: " + cause.getMessage(), cause);
    }

    @Override
    public void close() {
        closed = true;
        writers.forEach(GroupCommitWriter::stop);
        writers.forEach(GroupCommitWriter::close);
        signals.close();
        writing.close();
        counting.close();
        reading.close();
    }
}
