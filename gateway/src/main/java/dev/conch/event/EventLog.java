package dev.conch.event;

import dev.conch.base.TaskId;
import dev.conch.db.Transaction;

import java.util.List;

/** The append-only log of events. Shared between threads. */
public final class EventLog {
    /** The channel on which the database tells of changed tasks; the payload is the task's id. */
    public static final String TASK_CHANGED = "task";

    private final List<EventListener> listeners;

    public EventLog(List<EventListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    /** Appends within the caller's transaction. */
    public void append(Transaction tx, Event event) {
        JdbcEvents.insert(tx, event);
        for (var listener : listeners) {
            listener.appended(tx, event);
        }
        changed(tx, event.taskId());
    }

    /** Tells watchers that a task has changed without an event, such as by its progress. */
    public void changed(Transaction tx, TaskId task) {
        tx.signal(TASK_CHANGED, task.toString());
    }

    /** What happened to a task, in order. */
    public List<Happening> of(Transaction tx, TaskId task) {
        return JdbcEvents.of(tx, task);
    }
}
