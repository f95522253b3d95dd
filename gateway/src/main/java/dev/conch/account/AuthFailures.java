package dev.conch.account;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Wrong keys by the network that they came from: 20 a minute are answered as such. Of this node
 * only, forgotten at its end. Shared between threads.
 */
public final class AuthFailures {
    private static final int PER_MINUTE = 20;

    /** Addresses to remember; of more, those that were quiet are forgiven early. */
    private static final int MOST_NETWORKS = 50_000;

    private final TokenBuckets buckets;

    public AuthFailures(Clock clock) {
        buckets = new MemoryBuckets(clock, MOST_NETWORKS);
    }

    /**
     * Counts a wrong key.
     *
     * @return empty if it may be called wrong; else how long its sender shall be quiet
     */
    public Optional<Duration> count(String network) {
        var verdict = buckets.take(List.of(new RateLimit("address", network, PER_MINUTE)));
        return verdict.passed()
                ? Optional.empty()
                : verdict.tightest().map(RateLimit.Left::untilNext);
    }
}
