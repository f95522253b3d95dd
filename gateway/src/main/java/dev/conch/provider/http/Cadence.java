package dev.conch.provider.http;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How often a provider is asked about a task. Each wait is up to a fifth longer than it must be, so
 * that tasks which began together do not keep asking together.
 *
 * @param usual the provider's advice
 */
public record Cadence(Duration usual) {
    private static final double JITTER = 0.2;

    /** A provider that says nothing is asked so many times more slowly. */
    private static final int SLOWER = 3;

    /** Results vanish within the hour, so no provider makes us look away for longer. */
    private static final Duration LONGEST = Duration.ofMinutes(10);

    /** The wait while a task runs. */
    public Duration next() {
        return jittered(usual);
    }

    /**
     * The wait after no answer.
     *
     * @param retryAfter what the provider asked for; null if it did not
     */
    public Duration afterTrouble(@Nullable Duration retryAfter) {
        var slower = usual.multipliedBy(SLOWER);
        var asked = retryAfter == null || retryAfter.compareTo(slower) < 0 ? slower : retryAfter;
        return jittered(asked.compareTo(LONGEST) < 0 ? asked : LONGEST);
    }

    private static Duration jittered(Duration wait) {
        double longer = 1 + JITTER * ThreadLocalRandom.current().nextDouble();
        return Duration.ofMillis((long) (wait.toMillis() * longer));
    }
}
