package dev.conch.task;

import dev.conch.base.TaskId;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Set;

/**
 * Which tasks to list; null and the empty set mean all.
 *
 * @param before only tasks older than this one: the cursor
 */
public record TaskFilter(
        @Nullable Long accountId,
        @Nullable Long projectId,
        Set<TaskState> states,
        @Nullable String model,
        @Nullable Instant createdFrom,
        @Nullable Instant createdTo,
        @Nullable TaskId before) {
    public TaskFilter {
        states = Set.copyOf(states);
    }
}
