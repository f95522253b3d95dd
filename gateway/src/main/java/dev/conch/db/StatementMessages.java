package dev.conch.db;

import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementException;
import org.jdbi.v3.core.statement.StatementExceptions;

/** What a failed statement says of itself: its text, and never the values, which end in logs. */
final class StatementMessages {
    private StatementMessages() {}

    static Jdbi withoutValues(Jdbi jdbi) {
        jdbi.getConfig(StatementExceptions.class).setMessageRendering(StatementMessages::message);
        return jdbi;
    }

    private static String message(StatementException e) {
        var context = e.getStatementContext();
        return context == null
                ? e.getShortMessage()
                : e.getShortMessage() + " [" + context.getRawSql() + "]";
    }
}
