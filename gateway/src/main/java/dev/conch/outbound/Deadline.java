package dev.conch.outbound;

import dev.conch.outbound.FetchException.Reason;
import java.time.Duration;

/** The moment by which a fetch must be over, on the clock that never jumps. */
record Deadline(long atNanos) {
    static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    boolean passed() {
        return System.nanoTime() - atNanos >= 0;
    }

    /** What is left, at least a millisecond; throws when nothing is. */
    Duration remaining() {
        if (passed()) {
            throw timeout();
        }
        long nanos = Math.max(atNanos - System.nanoTime(), 0);
        return Duration.ofMillis(nanos / 1_000_000 + 1);
    }

    static FetchException timeout() {
        return new FetchException(Reason.TIMEOUT, "the server took too long");
    }
}
