package dev.conch.asset;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Who may touch which content now, within this process: one caller at a time for each hash. And for
 * which content somebody has put a file but not said yet what became of its row.
 *
 * <p>Shared between threads. Hashes share locks, so a caller who has one must not ask for another.
 */
final class Holds {
    private static final int LOCKS = 64;

    private final ReentrantLock[] locks = new ReentrantLock[LOCKS];
    private final Map<String, Integer> held = new ConcurrentHashMap<>();

    /** What is done with one file while nobody else of this process touches it. */
    @FunctionalInterface
    interface Step<T> {
        T run() throws IOException;
    }

    Holds() {
        for (int i = 0; i < LOCKS; i++) {
            locks[i] = new ReentrantLock();
        }
    }

    <T> T alone(String sha256, Step<T> step) throws IOException {
        var lock = locks[Math.floorMod(sha256.hashCode(), LOCKS)];
        lock.lock();
        try {
            return step.run();
        } finally {
            lock.unlock();
        }
    }

    void hold(String sha256) {
        held.merge(sha256, 1, Integer::sum);
    }

    /** Undoes one hold; one too many does nothing. */
    void release(String sha256) {
        held.computeIfPresent(sha256, (_, times) -> times > 1 ? times - 1 : null);
    }

    /** Undoes every hold, when the content is gone. */
    void forget(String sha256) {
        held.remove(sha256);
    }

    boolean isHeld(String sha256) {
        return held.containsKey(sha256);
    }
}
