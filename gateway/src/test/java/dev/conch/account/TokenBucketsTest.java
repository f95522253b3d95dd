package dev.conch.account;

import static dev.conch.testing.SettableClock.NOON;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.db.Database;
import dev.conch.db.Dialect;
import dev.conch.testing.SettableClock;
import dev.conch.testing.TestDatabases;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Tokens of limits, in memory and in PostgreSQL. */
@ParameterizedClass
@EnumSource(Dialect.class)
class TokenBucketsTest {
    private static final int STEPS = 400;

    private final SettableClock clock = new SettableClock();
    private final Database database;
    private final TokenBuckets buckets;

    TokenBucketsTest(Dialect dialect, @TempDir Path folder) {
        database = TestDatabases.open(dialect, folder);
        buckets =
                switch (dialect) {
                    case SQLITE -> new MemoryBuckets(clock, Long.MAX_VALUE);
                    case POSTGRESQL -> new JdbcBuckets(database, clock);
                };
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void a_bucket_starts_full_and_says_what_is_left() {
        assertThat(take(key(60)).left())
                .containsExactly(
                        new RateLimit.Left(key(60), 59, Duration.ZERO, Duration.ofSeconds(1)));
    }

    @Test
    void an_empty_bucket_refuses_until_a_token_has_flowed_in_whole() {
        takeAll(key(7));

        var refused = take(key(7));
        var wait = Duration.ofMillis(8572); // a seventh of a minute, to the next millisecond
        assertThat(refused.passed()).isFalse();
        assertThat(refused.left())
                .containsExactly(new RateLimit.Left(key(7), 0, wait, Duration.ofMinutes(1)));

        clock.advance(wait.minusMillis(1));
        assertThat(take(key(7)).passed()).isFalse();
        clock.advance(Duration.ofMillis(1));
        assertThat(take(key(7)).passed()).isTrue();
        assertThat(take(key(7)).passed()).isFalse();
    }

    @Test
    void a_bucket_never_holds_more_than_a_minute_of_tokens() {
        takeAll(key(5));
        clock.advance(Duration.ofDays(3));

        takeAll(key(5));
        assertThat(take(key(5)).passed()).isFalse();
    }

    @Test
    void an_empty_bucket_takes_nothing_from_the_others() {
        var narrow = new RateLimit("project", "project:1", 1);
        assertThat(take(key(10), narrow).passed()).isTrue();

        var refused = take(key(10), narrow);
        assertThat(refused.passed()).isFalse();
        assertThat(refused.left()).extracting(RateLimit.Left::remaining).containsExactly(9L, 0L);
        assertThat(take(key(10)).left()).extracting(RateLimit.Left::remaining).containsExactly(8L);
    }

    @Test
    void a_raised_limit_gives_the_difference_at_once() {
        takeAll(key(2));
        assertThat(take(key(2)).passed()).isFalse();

        var raised = take(key(12));
        assertThat(raised.passed()).isTrue();
        assertThat(raised.left()).extracting(RateLimit.Left::remaining).containsExactly(9L);
    }

    @Test
    void a_lowered_limit_holds_at_once_in_number_and_speed() {
        take(key(100));

        var lowered = take(key(2));
        assertThat(lowered.passed()).isTrue();
        assertThat(lowered.left()).extracting(RateLimit.Left::remaining).containsExactly(1L);
        assertThat(take(key(2)).passed()).isTrue();
        assertThat(take(key(2)).left())
                .extracting(RateLimit.Left::untilNext)
                .containsExactly(Duration.ofSeconds(30));
    }

    @Test
    void an_empty_bucket_whose_limit_is_lowered_fills_at_the_new_speed_from_then_on() {
        takeAll(key(60));

        assertThat(take(key(1)).passed()).isFalse();
        clock.advance(Duration.ofSeconds(59));
        assertThat(take(key(1)).passed()).isFalse();
        clock.advance(Duration.ofSeconds(1));
        assertThat(take(key(1)).passed()).isTrue();
    }

    @Test
    void a_clock_set_back_by_an_hour_stops_no_refill() {
        clock.advance(Duration.ofHours(1));
        takeAll(key(1));
        clock.advance(Duration.ofHours(-1));
        take(key(1));

        clock.advance(Duration.ofMinutes(1));
        assertThat(take(key(1)).passed()).isTrue();
    }

    @Test
    void a_clock_that_is_a_little_behind_gives_nothing_away() {
        takeAll(key(3));
        clock.advance(Duration.ofSeconds(-30));
        assertThat(take(key(3)).passed()).isFalse();
        clock.advance(Duration.ofSeconds(30));
        assertThat(take(key(3)).passed()).isFalse();
    }

    @Test
    void the_largest_limit_does_not_overflow() {
        assertThat(take(key(Integer.MAX_VALUE)).left())
                .extracting(RateLimit.Left::remaining)
                .containsExactly(Integer.MAX_VALUE - 1L);
        clock.advance(Duration.ofDays(36_500));
        assertThat(take(key(Integer.MAX_VALUE)).left())
                .extracting(RateLimit.Left::remaining)
                .containsExactly(Integer.MAX_VALUE - 1L);
    }

    @Test
    void any_steps_end_as_in_exact_arithmetic() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var key = new Model();
        var project = new Model();
        for (int step = 0; step < STEPS; step++) {
            clock.advance(
                    Duration.ofMillis(random.nextInt(random.nextInt(10) == 0 ? 70_000 : 3000)));
            var keyLimit = key(1 + random.nextInt(2) * 6);
            var projectLimit = new RateLimit("project", "project:1", 11);
            long now = Duration.between(NOON, clock.instant()).toMillis();
            key.refill(keyLimit.perMinute(), now);
            project.refill(projectLimit.perMinute(), now);
            boolean passes = key.tokens >= 60_000 && project.tokens >= 60_000;
            if (passes) {
                key.tokens -= 60_000;
                project.tokens -= 60_000;
            }

            assertThat(take(keyLimit, projectLimit))
                    .as("step %d of seed %d", step, seed)
                    .isEqualTo(
                            new RateLimits.Verdict(
                                    passes,
                                    List.of(key.left(keyLimit), project.left(projectLimit))));
        }
    }

    /** A bucket in 1/60000 tokens, as simple as can be. */
    private static final class Model {
        private long perMinute = -1;
        private long tokens;
        private long at;

        void refill(long limit, long now) {
            if (perMinute < 0) {
                perMinute = limit;
                tokens = limit * 60_000;
            }
            tokens = Math.min(perMinute * 60_000, tokens + perMinute * (now - at));
            tokens = Math.min(limit * 60_000, tokens + Math.max(0, limit - perMinute) * 60_000);
            perMinute = limit;
            at = now;
        }

        RateLimit.Left left(RateLimit limit) {
            return new RateLimit.Left(
                    limit,
                    tokens / 60_000,
                    Duration.ofMillis(Math.ceilDiv(Math.max(0, 60_000 - tokens), perMinute)),
                    Duration.ofMillis(Math.ceilDiv(perMinute * 60_000 - tokens, perMinute)));
        }
    }

    private static RateLimit key(int perMinute) {
        return new RateLimit("key", "key:token_1", perMinute);
    }

    private RateLimits.Verdict take(RateLimit... limits) {
        return buckets.take(List.of(limits));
    }

    private void takeAll(RateLimit limit) {
        var passed = new ArrayList<Boolean>();
        for (int i = 0; i < limit.perMinute(); i++) {
            passed.add(take(limit).passed());
        }
        assertThat(passed).doesNotContain(false);
    }
}
