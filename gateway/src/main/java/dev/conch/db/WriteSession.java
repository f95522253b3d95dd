package dev.conch.db;

import org.jdbi.v3.core.Handle;

import java.sql.SQLException;
import java.util.Collection;

/**
 * A transaction of several pieces on one connection: {@link #begin}, then after each piece {@link
 * #keep} or {@link #undo}, at the end {@link #commit} or {@link #rollback}. Used by one thread.
 */
interface WriteSession extends AutoCloseable {
    Dialect dialect();

    Handle handle();

    /** Begins the transaction and its first piece. */
    void begin() throws SQLException;

    /** Keeps what the piece did, and begins the next. */
    void keep() throws SQLException;

    /** Undoes what the piece did, and begins the next. */
    void undo() throws SQLException;

    /** Makes everything durable; {@code signals} go out with it or not at all. */
    void commit(Collection<Signal> signals) throws SQLException;

    void rollback() throws SQLException;

    /** What {@code thrown} means for this transaction. */
    Trouble troubleWith(Throwable thrown);

    /** Gives the connection back; never throws. */
    @Override
    void close();

    /** What a failure means for the transaction in which it happened. */
    enum Trouble {
        /** This piece failed; the transaction goes on without it. */
        PIECE,
        /** Others were in the way: nothing is kept, the pieces run again, one by one. */
        CONFLICT,
        /** The connection is gone, and with it the transaction or the answer to its commit. */
        LOST
    }
}
