package dev.conch.db;

import org.jdbi.v3.core.Handle;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;

/** Transactions on SQLite's one writing connection, which is never given back. */
final class SqliteSession implements WriteSession, WriteSessions {
    private final Handle handle;
    private final Listeners listeners;
    private final PreparedStatement begin;
    private final PreparedStatement savepoint;
    private final PreparedStatement release;
    private final PreparedStatement undo;
    private final PreparedStatement commit;
    private final PreparedStatement rollback;

    SqliteSession(Handle handle, Listeners listeners) {
        this.handle = handle;
        this.listeners = listeners;
        var connection = handle.getConnection();
        try {
            begin = connection.prepareStatement("begin immediate");
            savepoint = connection.prepareStatement("savepoint piece");
            release = connection.prepareStatement("release piece");
            undo = connection.prepareStatement("rollback to piece");
            commit = connection.prepareStatement("commit");
            rollback = connection.prepareStatement("rollback");
        } catch (SQLException e) {
            throw new IllegalStateException("cannot prepare the writer", e);
        }
    }

    @Override
    public Dialect dialect() {
        return Dialect.SQLITE;
    }

    @Override
    public WriteSession open() {
        return this;
    }

    /** A full disk fails one piece, and after it the statement that would end the piece. */
    @Override
    public Trouble troubleWith(WriteSession session, Throwable thrown) {
        return Trouble.PIECE;
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
    public void close() {}
}
