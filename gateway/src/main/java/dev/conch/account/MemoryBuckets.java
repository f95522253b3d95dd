package dev.conch.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.TokensInheritanceStrategy;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The buckets of one node. Those that rested for a minute are full, and so forgotten without loss.
 *
 * <p>One lock for all: a take is shorter than a microsecond, and takes of several buckets must not
 * cross.
 */
final class MemoryBuckets implements TokenBuckets {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Clock clock;
    private final Cache<String, Kept> byOwner;
    private long latest;

    private record Kept(int perMinute, Bucket bucket) {}

    /**
     * Buckets that are all full.
     *
     * @param most how many to keep; of more, those that were idle are full again too early
     */
    MemoryBuckets(Clock clock, long most) {
        this.clock = clock;
        byOwner =
                Caffeine.newBuilder()
                        .ticker(this::nanos)
                        .expireAfterAccess(Duration.ofMillis(MINUTE))
                        .maximumSize(most)
                        .executor(Runnable::run)
                        .build();
    }

    private long nanos() {
        return clock.millis() * NANOS_PER_MILLI;
    }

    @Override
    public synchronized RateLimits.Verdict take(List<RateLimit> limits) {
        forgetTheFuture();
        var buckets = limits.stream().map(this::bucket).toList();
        boolean passed = buckets.stream().allMatch(b -> b.getAvailableTokens() >= 1);
        if (passed) {
            buckets.forEach(bucket -> bucket.tryConsume(1));
        }
        var left = new ArrayList<RateLimit.Left>();
        for (int i = 0; i < limits.size(); i++) {
            left.add(left(limits.get(i), buckets.get(i)));
        }
        return new RateLimits.Verdict(passed, left);
    }

    /** Buckets that were filled at a time far ahead would not be filled until then. */
    private void forgetTheFuture() {
        long now = clock.millis();
        if (now < latest - MINUTE) {
            byOwner.invalidateAll();
            latest = now;
        }
        latest = Math.max(latest, now);
    }

    private Bucket bucket(RateLimit limit) {
        var kept = byOwner.getIfPresent(limit.owner());
        if (kept == null) {
            kept = new Kept(limit.perMinute(), full(limit.perMinute()));
            byOwner.put(limit.owner(), kept);
        } else if (kept.perMinute() != limit.perMinute()) {
            kept.bucket()
                    .replaceConfiguration(
                            configuration(limit.perMinute()), TokensInheritanceStrategy.ADDITIVE);
            byOwner.put(limit.owner(), new Kept(limit.perMinute(), kept.bucket()));
        }
        return kept.bucket();
    }

    private Bucket full(int perMinute) {
        return Bucket.builder()
                .addLimit(
                        limit ->
                                limit.capacity(perMinute)
                                        .refillGreedy(perMinute, Duration.ofMillis(MINUTE)))
                .withCustomTimePrecision(meter())
                .build();
    }

    private static BucketConfiguration configuration(int perMinute) {
        return BucketConfiguration.builder()
                .addLimit(
                        limit ->
                                limit.capacity(perMinute)
                                        .refillGreedy(perMinute, Duration.ofMillis(MINUTE)))
                .build();
    }

    private TimeMeter meter() {
        return new TimeMeter() {
            @Override
            public long currentTimeNanos() {
                return nanos();
            }

            @Override
            public boolean isWallClockBased() {
                return true;
            }
        };
    }

    private static RateLimit.Left left(RateLimit limit, Bucket bucket) {
        return new RateLimit.Left(
                limit,
                bucket.getAvailableTokens(),
                until(bucket, 1),
                until(bucket, limit.perMinute()));
    }

    private static Duration until(Bucket bucket, long tokens) {
        long nanos = bucket.estimateAbilityToConsume(tokens).getNanosToWaitForRefill();
        return Duration.ofMillis(Math.ceilDiv(nanos, NANOS_PER_MILLI));
    }
}
