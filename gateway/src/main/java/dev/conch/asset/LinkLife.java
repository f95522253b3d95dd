package dev.conch.asset;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides until when a link works: never longer than its file is kept, and, when it is handed out,
 * for at least half of the time that was set. It ends on steps of that half, so that a task shows
 * the same link for a long while.
 *
 * <p>Shared between threads.
 */
public final class LinkLife {
    private final Duration step;
    private final Clock clock;

    public LinkLife(Duration life, Clock clock) {
        this.step = life.dividedBy(2);
        this.clock = clock;
    }

    /**
     * When a link that is handed out now stops to work.
     *
     * @param createdAt when the file was made
     * @param expiresAt until when the file is kept
     * @return empty if that is over
     */
    public Optional<Instant> until(Instant createdAt, Instant expiresAt) {
        var now = clock.instant();
        if (!now.isBefore(expiresAt)) {
            return Optional.empty();
        }
        long steps = Math.max(0, Duration.between(createdAt, now).dividedBy(step)) + 2;
        var end = createdAt.plus(step.multipliedBy(steps));
        return Optional.of(end.isBefore(expiresAt) ? end : expiresAt);
    }
}
