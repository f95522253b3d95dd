package dev.conch.db;

import dev.conch.db.WriteSession.Trouble;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.util.Set;

/**
 * What PostgreSQL's error codes mean for the connection they came over.
 *
 * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL error
 *     codes</a>
 */
final class PostgresErrors {
    /** Deadlock, serialization failure, and a cached plan of a table that has changed since. */
    private static final Set<String> CONFLICTS = Set.of("40P01", "40001", "0A000");

    /** The server ended the session: idle in a transaction, or a transaction too long. */
    private static final Set<String> ENDED = Set.of("25P03", "25P04");

    private static final int DEEPEST_CAUSE = 20;

    private PostgresErrors() {}

    static Trouble trouble(Throwable thrown) {
        var state = sqlState(thrown);
        if (state.startsWith("08") || state.startsWith("57P") || ENDED.contains(state)) {
            return Trouble.LOST;
        }
        return CONFLICTS.contains(state) ? Trouble.CONFLICT : Trouble.PIECE;
    }

    /** A writer hears this when its server has become a standby: the primary is elsewhere now. */
    static boolean isReadOnly(Throwable thrown) {
        return sqlState(thrown).equals("25006");
    }

    /** The code of the first cause that has one, or an empty text. */
    private static String sqlState(Throwable thrown) {
        @Nullable Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState();
            }
            cause = cause.getCause();
        }
        return "";
    }
}
