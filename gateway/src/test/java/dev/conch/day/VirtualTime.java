package dev.conch.day;

import dev.conch.base.Bell;
import dev.conch.base.Pause;
import dev.conch.testing.SettableClock;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;

/**
 * Time that passes only when nobody has anything left to do at the present moment. Then it goes at
 * once to the moment that somebody waits for.
 *
 * <p>Whoever waits does so through this {@link Pause}; whoever has waited once counts as busy until
 * it waits again or its thread has ended. A task that was just given to a thread is in the database
 * before that thread begins, so nobody is busy when as many tasks' threads wait as the database
 * knows to be driven. Shared between threads; moved by one.
 */
final class VirtualTime implements Pause {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);
    private static final long MOMENT_NANOS = 200_000;
    private static final String WORKER = "worker";
    private static final String TASK = "task-";

    private final SettableClock clock;
    private final Duration grain;
    private final Map<Thread, Sleeper> asleep = new HashMap<>();
    private final Set<Thread> awake = new HashSet<>();
    private volatile Thread mover = Thread.currentThread();
    private int tasksAsleep;
    private boolean workerAsleep;
    private long changes;
    private long steps;

    private record Sleeper(Bell bell, Instant due) {}

    /**
     * A time that stands still.
     *
     * @param grain tasks' threads go on at multiples of this, so that what is due at nearly the
     *     same moment happens together; all others go on when they wish
     */
    VirtualTime(SettableClock clock, Duration grain) {
        this.clock = clock;
        this.grain = grain;
    }

    Instant now() {
        return clock.instant();
    }

    /** How often it went on. */
    long steps() {
        return steps;
    }

    @Override
    public void until(Bell bell, Duration duration) throws InterruptedException {
        if (!duration.isPositive()) {
            return;
        }
        var me = Thread.currentThread();
        var due = now().plus(duration);
        sleeps(me, new Sleeper(bell, isTask(me) ? rounded(due) : due));
        try {
            bell.await(LONGEST_WAIT);
        } finally {
            wakes(me);
        }
    }

    private synchronized void sleeps(Thread thread, Sleeper sleeper) {
        changes++;
        awake.remove(thread);
        asleep.put(thread, sleeper);
        count(thread, 1);
        if (awake.isEmpty()) {
            LockSupport.unpark(mover);
        }
    }

    private synchronized void wakes(Thread thread) {
        changes++;
        if (asleep.remove(thread) != null) {
            count(thread, -1);
        }
        awake.add(thread);
    }

    private static boolean isTask(Thread thread) {
        return thread.getName().startsWith(TASK);
    }

    private void count(Thread thread, int change) {
        if (isTask(thread)) {
            tasksAsleep += change;
        } else if (thread.getName().equals(WORKER)) {
            workerAsleep = change > 0;
        }
    }

    /**
     * Waits until nothing is left to do, then goes on to what is due next.
     *
     * @param latest not further than this
     * @param driven how many tasks threads of the gateway work on, as the database says
     */
    void pass(Instant latest, IntSupplier driven) {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        mover = Thread.currentThread();
        while (!tryToPass(latest, driven)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(stuck(driven));
            }
            LockSupport.parkNanos(MOMENT_NANOS);
        }
    }

    private boolean tryToPass(Instant latest, IntSupplier driven) {
        long before = quiet();
        if (before < 0) {
            return false;
        }
        int tasks = driven.getAsInt();
        synchronized (this) {
            if (quiet() != before || tasks != tasksAsleep) {
                return false;
            }
            moveOn(latest);
            return true;
        }
    }

    /** The number of the present quiet; negative while somebody is busy. */
    private synchronized long quiet() {
        awake.removeIf(thread -> !thread.isAlive());
        return awake.isEmpty() && workerAsleep ? changes : -1;
    }

    private void moveOn(Instant latest) {
        var next = latest;
        for (var sleeper : asleep.values()) {
            next = sleeper.due().isBefore(next) ? sleeper.due() : next;
        }
        if (next.isAfter(now())) {
            clock.advance(Duration.between(now(), next));
        }
        steps++;
        ringFor(next);
    }

    private Instant rounded(Instant due) {
        long millis = grain.toMillis();
        return Instant.ofEpochMilli(Math.ceilDiv(due.toEpochMilli(), millis) * millis);
    }

    private void ringFor(Instant now) {
        var due = new ArrayList<Thread>();
        asleep.forEach(
                (thread, sleeper) -> {
                    if (!sleeper.due().isAfter(now)) {
                        sleeper.bell().ring();
                        due.add(thread);
                    }
                });
        due.forEach(this::wakes);
    }

    private synchronized String stuck(IntSupplier driven) {
        return "at %s still busy: %s; %d tasks wait of %d, the worker waits: %s"
                .formatted(
                        now(),
                        awake.stream().map(Thread::getName).toList(),
                        tasksAsleep,
                        driven.getAsInt(),
                        workerAsleep);
    }
}
