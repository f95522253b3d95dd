package dev.conch.db;

import org.jdbi.v3.core.Handle;

import java.util.function.Consumer;

/**
 * A piece of work inside one transaction; either all of its statements are kept or none.
 *
 * <p>Used by one thread at a time, and only until the work returns.
 */
public final class Transaction {
    private final Handle handle;
    private final Dialect dialect;
    private final Consumer<Signal> signals;

    Transaction(Handle handle, Dialect dialect, Consumer<Signal> signals) {
        this.handle = handle;
        this.dialect = dialect;
        this.signals = signals;
    }

    static Transaction withoutSignals(Handle handle, Dialect dialect) {
        return new Transaction(
                handle,
                dialect,
                _ -> {
                    throw new IllegalStateException(
                            "only what is committed as a whole has signals");
                });
    }

    /** For {@code Jdbc…} stores only. */
    public Handle handle() {
        return handle;
    }

    public Dialect dialect() {
        return dialect;
    }

    /** The text of {@code sql} for this database. */
    public String sql(Sql sql) {
        return sql.in(dialect);
    }

    /**
     * Tells the listeners of {@code channel} on every node, once this is committed. The same twice
     * may arrive once.
     *
     * @param channel lower-case letters and underscores
     * @param payload 1 to 1000 characters
     */
    public void signal(String channel, String payload) {
        signals.accept(new Signal(channel, payload));
    }
}
