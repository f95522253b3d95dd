package dev.conch.fault;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The real clock, so and so far ahead: what waits for minutes or hours need not be waited for.
 * Shared between threads.
 */
final class ShiftedClock extends Clock {
    private final Clock real;
    private final AtomicLong aheadMillis;

    ShiftedClock(Clock real, long aheadMillis) {
        this.real = real;
        this.aheadMillis = new AtomicLong(aheadMillis);
    }

    /** Never goes back. */
    void ahead(long millis) {
        aheadMillis.accumulateAndGet(millis, Math::max);
    }

    /** How far it is ahead by now, in milliseconds. */
    long ahead() {
        return aheadMillis.get();
    }

    @Override
    public Instant instant() {
        return real.instant().plus(Duration.ofMillis(aheadMillis.get()));
    }

    @Override
    public ZoneId getZone() {
        return real.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return new ShiftedClock(real.withZone(zone), aheadMillis.get());
    }
}
