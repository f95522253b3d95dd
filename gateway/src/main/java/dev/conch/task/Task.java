package dev.conch.task;

import dev.conch.base.TaskId;
import java.time.Instant;

/**
 * A video that somebody ordered.
 *
 * @param version grows with each write; a write of an older one is refused
 */
public record Task(
        TaskId id, TaskOrder order, TaskProgress progress, int version, Instant createdAt) {
    public TaskState state() {
        return progress.state();
    }

    Task with(TaskProgress next) {
        return new Task(id, order, next, version, createdAt);
    }

    /** This task as its row is after a write. */
    Task stored() {
        return new Task(id, order, progress, version + 1, createdAt);
    }
}
