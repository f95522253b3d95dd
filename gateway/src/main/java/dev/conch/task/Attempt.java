package dev.conch.task;

import dev.conch.base.Money;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * One time that a provider was asked to start a task; written before the first byte left.
 *
 * @param outcome what came of it, such as {@code Accepted}; null while nobody knows
 * @param upstreamModel what the provider calls the model
 * @param trace what the provider's support wants to hear
 * @param trouble class and code of a refusal, such as {@code throttle 1002}
 * @param cost what the provider charges; null while that is not known
 */
public record Attempt(
        int number,
        String provider,
        @Nullable String providerTaskId,
        Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable String outcome,
        @Nullable String upstreamModel,
        @Nullable String trace,
        @Nullable String trouble,
        @Nullable Money cost) {}
