package dev.conch.event;

import dev.conch.db.Transaction;

/** Events in table {@code event}. */
final class JdbcEvents {
    private static final String INSERT =
            """
            insert into event (task_id, account_id, type, at)
            values (:taskId, :accountId, :type, :at)""";

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
}
