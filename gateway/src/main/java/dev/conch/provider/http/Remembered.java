package dev.conch.provider.http;

import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Something that a provider tells and that seldom changes, such as the keys that it signs with.
 * Shared between threads; one asks while the others wait for its answer.
 */
public final class Remembered<T> {
    /** Strangers make us ask, so it is not done more often. */
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final Supplier<Optional<T>> source;
    private final Duration longest;
    private final Clock clock;
    private @Nullable T value;
    private Instant fetched = Instant.MIN;
    private Instant tried = Instant.MIN;

    /**
     * Nothing yet.
     *
     * @param source asks the provider; empty when it does not tell
     * @param longest how long an answer may be used
     */
    public Remembered(Supplier<Optional<T>> source, Duration longest, Clock clock) {
        this.source = source;
        this.longest = longest;
        this.clock = clock;
    }

    /** What the provider told, not longer ago than is allowed; empty when it does not tell now. */
    public synchronized Optional<T> get() {
        return clock.instant().isBefore(expiry()) ? Optional.ofNullable(value) : renewed();
    }

    /**
     * The same, asked for now because what was remembered does not fit; empty when the provider
     * does not tell, or was asked a moment ago.
     */
    public synchronized Optional<T> renewed() {
        var now = clock.instant();
        if (tried.isAfter(now.minus(PAUSE))) {
            return Optional.empty();
        }
        tried = now;
        var fresh = source.get();
        fresh.ifPresent(
                told -> {
                    value = told;
                    fetched = now;
                });
        return fresh;
    }

    private Instant expiry() {
        return value == null ? Instant.MIN : fetched.plus(longest);
    }
}
