package dev.conch.provider.http;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How often a provider is asked for a task.
 *
 * @param usual between two polls that were answered; a fifth more or less, so that tasks spread
 */
public record Cadence(Duration usual) {
    private static final double SPREAD = 0.2;

    /** After a poll that was not answered: so many times as long. */
    private static final int SLOWER = 3;

    public Duration next() {
        return spread(usual);
    }

    /**
     * After a poll that said nothing.
     *
     * @param asked how long the provider asked us to wait; null if it did not
     */
    public Duration afterNoAnswer(@Nullable Duration asked) {
        var slow = spread(usual.multipliedBy(SLOWER));
        return asked != null && asked.compareTo(slow) > 0 ? asked : slow;
    }

    private static Duration spread(Duration duration) {
        double factor = 1 + ThreadLocalRandom.current().nextDouble(-SPREAD, SPREAD);
        return Duration.ofNanos((long) (duration.toNanos() * factor));
    }
}
