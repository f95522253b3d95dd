package dev.conch.event;

import dev.conch.db.Transaction;

/** Somebody who must know of every event, in the transaction that makes it. */
@FunctionalInterface
public interface EventListener {
    /** Writes what follows from {@code event}; is undone with it. Must not wait for anything. */
    void appended(Transaction tx, Event event);
}
