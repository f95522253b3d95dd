package dev.conch.db;

import org.jdbi.v3.core.Handle;

import java.sql.SQLException;
import java.util.Collection;

/**
 * A transaction of several pieces on one connection: {@link #begin}, then after each piece {@link
 * #keep} or {@link #undo}, at the end {@link #commit} or {@link #rollback}. Used by one thread.
 */
interface WriteSession extends AutoCloseable {
    Handle handle();

    /** Begins the transaction and its first piece. */
    void begin() throws SQLException;

    /** Keeps what the piece did, and begins the next. */
    void keep() throws SQLException;

    /** Undoes what the piece did, and begins the next. */
    void undo() throws SQLException;

    /** Makes everything durable, then sends {@code signals}. */
    void commit(Collection<Signal> signals) throws SQLException;

    void rollback() throws SQLException;

    /** Gives the connection back. */
    @Override
    void close();
}
