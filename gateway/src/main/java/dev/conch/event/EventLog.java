package dev.conch.event;

import dev.conch.base.TaskId;
import dev.conch.db.Transaction;
import java.time.Instant;

/** The append-only log of events. Shared between threads. */
public final class EventLog {
    /** Appends within the caller's transaction. */
    public void append(Transaction tx, TaskId taskId, long accountId, String type, Instant at) {
        JdbcEvents.insert(tx, new Event(taskId, accountId, type, at));
    }
}
