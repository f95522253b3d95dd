package dev.conch.db;

import org.jdbi.v3.core.Handle;

/**
 * A piece of work inside one transaction; either all of its statements are kept or none.
 *
 * <p>Used by one thread at a time, and only until the work returns.
 */
public final class Transaction {
    private final Handle handle;

    Transaction(Handle handle) {
        this.handle = handle;
    }

    /** For {@code Jdbc…} stores only. */
    public Handle handle() {
        return handle;
    }
}
