package dev.conch.db;

import com.zaxxer.hikari.HikariDataSource;

import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;

/** A transaction on a connection of the writers' pool, which has auto-commit off. */
final class PostgresSession implements WriteSession {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresSession.class);

    private static final String NOTIFY =
            "select pg_notify('" + PostgresSignals.CHANNEL + "', word) from unnest(?) as word";

    private final HikariDataSource pool;
    private final Handle handle;
    private final Connection connection;
    private boolean broken;

    PostgresSession(HikariDataSource pool, Handle handle) {
        this.pool = pool;
        this.handle = handle;
        this.connection = handle.getConnection();
    }

    @Override
    public Dialect dialect() {
        return Dialect.POSTGRESQL;
    }

    @Override
    public Handle handle() {
        return handle;
    }

    @Override
    public void begin() throws SQLException {
        execute("savepoint piece"); // the driver sends "begin" along with it
    }

    @Override
    public void keep() throws SQLException {
        execute("release savepoint piece; savepoint piece");
    }

    @Override
    public void undo() throws SQLException {
        execute("rollback to savepoint piece"); // the savepoint itself stays
    }

    private void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void commit(Collection<Signal> signals) throws SQLException {
        if (!signals.isEmpty()) {
            try (var statement = connection.prepareStatement(NOTIFY)) {
                var words = signals.stream().map(PostgresSignals::word).toArray();
                statement.setArray(1, connection.createArrayOf("text", words));
                statement.execute();
            }
        }
        connection.commit();
    }

    @Override
    public void rollback() throws SQLException {
        connection.rollback();
    }

    @Override
    public Trouble troubleWith(Throwable thrown) {
        var trouble = PostgresErrors.trouble(thrown);
        if (PostgresErrors.isReadOnly(thrown) || (trouble == Trouble.PIECE && isClosed())) {
            trouble = Trouble.LOST;
        }
        broken |= trouble == Trouble.LOST;
        return trouble;
    }

    private boolean isClosed() {
        try {
            return connection.isClosed();
        } catch (SQLException _) {
            return true;
        }
    }

    @Override
    public void close() {
        try {
            if (broken) {
                pool.evictConnection(connection);
            }
            handle.close();
        } catch (RuntimeException e) {
            LOG.warn("a connection could not be given back", e);
        }
    }
}
