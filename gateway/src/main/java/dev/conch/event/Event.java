package dev.conch.event;

import dev.conch.base.TaskId;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * One thing that happened to a task.
 *
 * @param type {@code video.} and the state that was reached, such as {@code video.completed}
 * @param callbackUrl where the task's owner wants to be told of its end
 */
public record Event(
        TaskId taskId,
        long accountId,
        long projectId,
        String apiKeyId,
        String type,
        Instant at,
        @Nullable String callbackUrl) {}
