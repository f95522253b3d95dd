package dev.conch.event;

import dev.conch.base.TaskId;
import dev.conch.db.Database;
import dev.conch.db.Transaction;
import java.time.Instant;
import java.util.List;

/** The append-only log of events. Shared between threads. */
public final class EventLog {
    private final Database database;

    public EventLog(Database database) {
        this.database = database;
    }

    /** Appends within the caller's transaction. */
    public void append(Transaction tx, TaskId taskId, long accountId, String type, Instant at) {
        JdbcEvents.insert(tx, new Event(0, taskId, accountId, type, at));
    }

    /** All events of a task, oldest first. */
    public List<Event> list(TaskId taskId) {
        return database.read(tx -> JdbcEvents.list(tx, taskId));
    }
}
