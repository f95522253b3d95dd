package dev.conch.event;

import dev.conch.base.TaskId;
import dev.conch.db.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Events in table {@code event}. */
final class JdbcEvents {
    private static final String INSERT =
            """
            insert into event (task_id, account_id, type, at)
            values (:taskId, :accountId, :type, :at)""";
    private static final String LIST =
            """
            select sequence, task_id, account_id, type, at from event
             where task_id = :taskId order by sequence""";

    private JdbcEvents() {}

    static void insert(Transaction tx, Event event) {
        tx.handle()
                .createUpdate(INSERT)
                .bind("taskId", event.taskId().toString())
                .bind("accountId", event.accountId())
                .bind("type", event.type())
                .bind("at", event.at().toEpochMilli())
                .execute();
    }

    static List<Event> list(Transaction tx, TaskId taskId) {
        return tx.handle()
                .createQuery(LIST)
                .bind("taskId", taskId.toString())
                .map((row, _) -> toEvent(row))
                .list();
    }

    private static Event toEvent(ResultSet row) throws SQLException {
        return new Event(
                row.getLong("sequence"),
                new TaskId(UUID.fromString(row.getString("task_id"))),
                row.getLong("account_id"),
                row.getString("type"),
                Instant.ofEpochMilli(row.getLong("at")));
    }
}
