package dev.conch.task;

import dev.conch.base.Bell;
import dev.conch.base.Pause;
import dev.conch.db.DatabaseUnavailable;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Does what must be done now and then, one thing after the other on one thread: at the start, and
 * then each in its own rhythm. Every node does its chores, so each must be safe beside itself.
 */
public final class Chores implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Chores.class);
    private static final Duration LOOK = Duration.ofSeconds(5);

    /** What failed is tried again after this, or sooner if its rhythm is shorter. */
    private static final Duration RETRY = Duration.ofMinutes(5);

    private final List<Chore> chores;
    private final Clock clock;
    private final Pause pause;
    private final Map<Chore, Instant> due = new HashMap<>();
    private final Bell bell = new Bell();
    private final Thread thread = Thread.ofVirtual().name("chores").unstarted(this::run);
    private volatile boolean stopping;

    /**
     * One of them.
     *
     * @param name for the log
     * @param every how long after its end it begins again
     */
    public record Chore(String name, Duration every, Runnable work) {}

    public Chores(List<Chore> chores, Clock clock, Pause pause) {
        this.chores = List.copyOf(chores);
        this.clock = clock;
        this.pause = pause;
    }

    public void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!stopping) {
                chores.forEach(this::doIfDue);
                pause.until(bell, LOOK);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void doIfDue(Chore chore) {
        if (stopping || clock.instant().isBefore(due.getOrDefault(chore, Instant.MIN))) {
            return;
        }
        boolean done = attempt(chore);
        var wait = done || chore.every().compareTo(RETRY) < 0 ? chore.every() : RETRY;
        due.put(chore, clock.instant().plus(wait));
    }

    private boolean attempt(Chore chore) {
        try {
            chore.work().run();
            return true;
        } catch (DatabaseUnavailable e) {
            LOG.atWarn().addKeyValue("chore", chore.name()).setCause(e).log("database is away");
        } catch (RuntimeException e) {
            if (!stopping) {
                LOG.atError().addKeyValue("chore", chore.name()).setCause(e).log("chore failed");
            }
        }
        return false;
    }

    /** Ends soon: a chore under way is interrupted. */
    @Override
    public void close() {
        stopping = true;
        if (!thread.isAlive()) {
            return; // never started, or done
        }
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
