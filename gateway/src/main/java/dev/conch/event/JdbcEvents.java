package dev.conch.event;

import dev.conch.base.TaskId;
import dev.conch.db.Transaction;

import java.time.Instant;
import java.util.List;

/** Events in table {@code event}. */
final class JdbcEvents {
    private static final String INSERT =
            """
            insert into event (task_id, account_id, type, at)
            values (:taskId, :accountId, :type, :at)""";
    private static final String OF =
            "select sequence, type, at from event where task_id = :taskId order by sequence";

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

    static List<Happening> of(Transaction tx, TaskId task) {
        return tx.handle()
                .createQuery(OF)
                .bind("taskId", task.toString())
                .map(
                        (row, _) ->
                                new Happening(
                                        row.getLong(1),
                                        row.getString(2),
                                        Instant.ofEpochMilli(row.getLong(3))))
                .list();
    }
}
