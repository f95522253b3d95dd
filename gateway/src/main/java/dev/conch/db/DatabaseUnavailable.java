package dev.conch.db;

import java.io.Serial;

/**
 * The database cannot be reached, or a commit was sent and its answer never came.
 *
 * <p>In the second case the work may be kept or not: whoever tries again must be able to tell.
 * Everything heals by itself once the database is back. The message is for logs, not for strangers.
 */
public final class DatabaseUnavailable extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    public DatabaseUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
