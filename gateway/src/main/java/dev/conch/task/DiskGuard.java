package dev.conch.task;

import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * Closes the door to new tasks while the disk of the files is almost full, so that those that run
 * can still be stored. Looks at most once a second. Shared between threads.
 */
public final class DiskGuard {
    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final Duration WHEN_FULL = Duration.ofMinutes(1);

    private final LongSupplier usableBytes;
    private final long least;
    private final Clock clock;
    private final Logger log;
    private Instant lookedAt = Instant.MIN;
    private long usable;
    private boolean closed;

    /**
     * A guard.
     *
     * @param usableBytes asks the file system; a disk that cannot be asked counts as roomy, since
     *     it may be one that tells nobody
     * @param least so many bytes must be free; 0 never closes
     */
    public DiskGuard(LongSupplier usableBytes, long least, Clock clock) {
        this(usableBytes, least, clock, LoggerFactory.getLogger(DiskGuard.class));
    }

    /** For tests, which read the log. */
    DiskGuard(LongSupplier usableBytes, long least, Clock clock, Logger log) {
        this.usableBytes = usableBytes;
        this.least = least;
        this.clock = clock;
        this.log = log;
    }

    /**
     * Makes sure that there is room for a new task.
     *
     * @throws GatewayException {@code unavailable}
     */
    public void requireRoom() {
        if (least > 0 && usable() < least) {
            throw new GatewayException(
                            ErrorCode.UNAVAILABLE,
                            "The gateway has no room for new videos at the moment; nothing was"
                                    + " charged, try again later")
                    .retryAfter(WHEN_FULL);
        }
    }

    /** Bytes that are free where the files are, as of at most a second ago. */
    public synchronized long usable() {
        var now = clock.instant();
        if (now.isBefore(lookedAt) || !now.isBefore(lookedAt.plus(FRESH))) {
            usable = look();
            lookedAt = now;
            note(least > 0 && usable < least);
        }
        return usable;
    }

    private long look() {
        try {
            return usableBytes.getAsLong();
        } catch (RuntimeException e) {
            log.atDebug().setCause(e).log("the free space of the disk is not to be had");
            return Long.MAX_VALUE;
        }
    }

    private void note(boolean full) {
        if (full == closed) {
            return;
        }
        closed = full;
        log.atWarn()
                .addKeyValue("free_bytes", usable)
                .addKeyValue("least_bytes", least)
                .log(
                        full
                                ? "the disk of the files is almost full: new tasks are refused"
                                : "the disk of the files has room again: new tasks are taken");
    }
}
