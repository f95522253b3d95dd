package dev.conch.base;

import java.time.Duration;

/** Waits; handed in, so that tests need not. */
@FunctionalInterface
public interface Pause {
    void forAtLeast(Duration duration) throws InterruptedException;
}
