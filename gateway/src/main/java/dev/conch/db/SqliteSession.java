package dev.conch.db;

import org.jdbi.v3.core.Handle;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;

/** Transactions on SQLite's one writing connection, which is never given back. */
final class SqliteSession implements WriteSession {
    private final Handle handle;
    private final Listeners listeners;
    private final Control begin;
    private final Control savepoint;
    private final Control release;
    private final Control undo;
    private final Control commit;
    private final Control rollback;

    SqliteSession(Handle handle, Listeners listeners) {
        this.handle = handle;
        this.listeners = listeners;
        begin = new Control("begin immediate");
        savepoint = new Control("savepoint piece");
        release = new Control("release piece");
        undo = new Control("rollback to piece");
        commit = new Control("commit");
        rollback = new Control("rollback");
    }

    @Override
    public Dialect dialect() {
        return Dialect.SQLITE;
    }

    @Override
    public Handle handle() {
        return handle;
    }

    @Override
    public void begin() throws SQLException {
        begin.execute();
        savepoint.execute();
    }

    @Override
    public void keep() throws SQLException {
        release.execute();
        savepoint.execute();
    }

    @Override
    public void undo() throws SQLException {
        undo.execute(); // the savepoint itself stays
    }

    @Override
    public void commit(Collection<Signal> signals) throws SQLException {
        commit.execute();
        listeners.deliver(signals);
    }

    @Override
    public void rollback() throws SQLException {
        rollback.execute();
    }

    @Override
    public Trouble troubleWith(Throwable thrown) {
        return Trouble.PIECE; // nobody else writes, and the file does not go away
    }

    @Override
    public void close() {}

    /** A statement that is ready before it is needed, and again after it failed. */
    private final class Control {
        private final String sql;
        private PreparedStatement statement;

        Control(String sql) {
            this.sql = sql;
            this.statement = prepare();
        }

        private PreparedStatement prepare() {
            try {
                return handle.getConnection().prepareStatement(sql);
            } catch (SQLException e) {
                throw new IllegalStateException("cannot prepare the writer", e);
            }
        }

        void execute() throws SQLException {
            try {
                statement.execute();
            } catch (SQLException e) {
                statement.close(); // the driver can no longer use it, for example after a full disk
                statement = prepare();
                throw e;
            }
        }
    }
}
