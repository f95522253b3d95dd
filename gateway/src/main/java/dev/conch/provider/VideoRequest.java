package dev.conch.provider;

import dev.conch.base.TaskId;

import org.jspecify.annotations.Nullable;

/**
 * A video to be made.
 *
 * @param attempt 1 for the first; together with the task it names this submit
 * @param callbackUrl where the provider may say that something has changed; null if it cannot reach
 *     us. What comes there is a hint and no more
 */
public record VideoRequest(TaskId taskId, int attempt, Wish wish, @Nullable String callbackUrl) {}
