package dev.conch.base;

import java.time.Duration;

/** Waits; handed in, so that tests need not. */
@FunctionalInterface
public interface Pause {
    /** Waits until {@code bell} rings, or at least for so long. */
    void until(Bell bell, Duration duration) throws InterruptedException;
}
