package dev.conch.account;

import static java.util.Comparator.comparingLong;

import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;
import dev.conch.db.Database;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Requests per minute of accounts, projects and keys: counted in memory where there is one node
 * (SQLite), in the database where several share one (PostgreSQL). Shared between threads.
 *
 * <p>What is asked for without a limit on any level costs nothing.
 */
public final class RateLimits {
    private static final Comparator<Duration> LONGEST_FIRST =
            Comparator.<Duration>naturalOrder().reversed();

    private final TokenBuckets buckets;

    public RateLimits(Database database, Clock clock) {
        buckets =
                switch (database.dialect()) {
                    case SQLITE -> new MemoryBuckets(clock, Long.MAX_VALUE);
                    case POSTGRESQL -> new JdbcBuckets(database, clock);
                };
    }

    /**
     * Whether a request may go on, and what is left after it.
     *
     * @param left of every limit that concerns the caller: key, project, account; empty if none
     *     does
     */
    public record Verdict(boolean passed, List<RateLimit.Left> left) {
        static final Verdict UNLIMITED = new Verdict(true, List.of());

        public Verdict {
            left = List.copyOf(left);
        }

        /** The limit that the caller will meet first. */
        public Optional<RateLimit.Left> tightest() {
            return left.stream()
                    .min(
                            comparingLong(RateLimit.Left::remaining)
                                    .thenComparing(RateLimit.Left::untilNext, LONGEST_FIRST)
                                    .thenComparing(RateLimit.Left::untilFull, LONGEST_FIRST));
        }

        /**
         * Lets a request go on that may.
         *
         * @throws GatewayException {@code rate_limited}, with the time after which the same request
         *     passes
         */
        public void requirePassed() {
            if (passed) {
                return;
            }
            var refusing = tightest().orElseThrow();
            throw new GatewayException(
                            ErrorCode.RATE_LIMITED,
                            "This %s may make %d requests a minute"
                                    .formatted(
                                            refusing.limit().level(), refusing.limit().perMinute()))
                    .retryAfter(refusing.untilNext());
        }
    }

    /** Counts a request against every limit that concerns {@code caller}, or against none. */
    public Verdict take(Caller caller) {
        var limits = new ArrayList<RateLimit>();
        add(limits, "key", caller.key().id(), caller.key().limits());
        add(limits, "project", String.valueOf(caller.projectId()), caller.project().limits());
        add(limits, "account", String.valueOf(caller.accountId()), caller.account().limits());
        return limits.isEmpty() ? Verdict.UNLIMITED : buckets.take(limits);
    }

    private static void add(List<RateLimit> to, String level, String id, Limits limits) {
        var perMinute = limits.requestsPerMinute();
        if (perMinute != null) {
            to.add(new RateLimit(level, level + ":" + id, perMinute));
        }
    }
}
