package dev.conch.task;

import dev.conch.base.TaskId;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * A video that somebody ordered.
 *
 * @param version grows with each write; a write of an older one is refused
 * @param wishes what the caller asked for since
 */
public record Task(
        TaskId id,
        TaskOrder order,
        TaskProgress progress,
        int version,
        Instant createdAt,
        Wishes wishes) {
    /**
     * What the caller asked for after the order; written beside the progress, so that it never
     * makes a driver's write stale.
     *
     * @param cancelRequestedAt the task shall be canceled if that is still possible
     * @param cancelRefusedAt the provider said that it is too late
     */
    public record Wishes(@Nullable Instant cancelRequestedAt, @Nullable Instant cancelRefusedAt) {
        public static final Wishes NONE = new Wishes(null, null);

        /** Whether somebody still has to try. */
        boolean cancel() {
            return cancelRequestedAt != null && cancelRefusedAt == null;
        }
    }

    public TaskState state() {
        return progress.state();
    }

    Task with(TaskProgress next) {
        return new Task(id, order, next, version, createdAt, wishes);
    }

    /** This task as its row is after a write. */
    Task stored() {
        return new Task(id, order, progress, version + 1, createdAt, wishes);
    }

    /** Whether its time is over at {@code now}. */
    boolean late(Instant now) {
        return order.deadlineAt() != null && !now.isBefore(order.deadlineAt());
    }
}
