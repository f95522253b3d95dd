package dev.conch.task;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * One time that a provider was asked to start a task; written before the first byte left.
 *
 * @param outcome what came of it, such as {@code Accepted}; null while nobody knows
 */
public record Attempt(
        int number,
        String provider,
        @Nullable String providerTaskId,
        Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable String outcome) {}
