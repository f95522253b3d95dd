package dev.conch.task;

import dev.conch.base.Bell;

/** What others may tell the driver of a task that it is just driving. */
final class Driven {
    private final Bell bell = new Bell();
    private volatile boolean cancelWanted;

    /** Rung when there is something new to look at before the next poll is due. */
    Bell bell() {
        return bell;
    }

    void wantCancel() {
        cancelWanted = true;
        bell.ring();
    }

    boolean cancelWanted() {
        return cancelWanted;
    }

    /** The provider goes on; asking again would not help. */
    void cancelRefused() {
        cancelWanted = false;
    }
}
