package dev.conch.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.db.Database;
import dev.conch.testing.SettableClock;
import dev.conch.testing.TestDatabases;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/** Two nodes on one PostgreSQL count together. */
@Timeout(60)
class SharedRateLimitsTest {
    private static final int PER_MINUTE = 100;

    private final String url = TestDatabases.freshPostgres();
    private final SettableClock clock = new SettableClock();

    @Test
    void nodes_that_race_let_through_what_the_limit_says_and_no_more() throws Exception {
        try (var first = Database.open(url);
                var second = Database.open(url)) {
            var nodes = List.of(new RateLimits(first, clock), new RateLimits(second, clock));

            assertThat(passes(nodes)).isEqualTo(PER_MINUTE);
            clock.advance(Duration.ofSeconds(15));
            assertThat(passes(nodes)).isEqualTo(PER_MINUTE / 4);
        }
    }

    @Test
    void a_node_whose_clock_is_ahead_does_not_make_the_others_tokens_more() {
        var ahead = new SettableClock();
        ahead.advance(Duration.ofSeconds(6));
        try (var first = Database.open(url);
                var second = Database.open(url)) {
            var slow = new RateLimits(first, clock);
            var fast = new RateLimits(second, ahead);
            drain(slow);

            assertThat(drain(fast)).isEqualTo(PER_MINUTE / 10);
            assertThat(drain(slow)).isZero();
            clock.advance(Duration.ofSeconds(6));
            assertThat(drain(slow)).isZero();
        }
    }

    private static int drain(RateLimits node) {
        int passed = 0;
        while (node.take(caller(0)).passed()) {
            passed++;
        }
        return passed;
    }

    /** Keys of two projects, from either node, all against the limit of their account. */
    private static long passes(List<RateLimits> nodes) throws Exception {
        var takes = new ArrayList<Callable<Boolean>>();
        for (int i = 0; i < 6 * PER_MINUTE; i++) {
            var node = nodes.get(i % 2);
            var caller = caller(i / 2 % 3);
            takes.add(() -> node.take(caller).passed());
        }
        long passed = 0;
        try (var callers = Executors.newFixedThreadPool(16)) {
            for (var result : callers.invokeAll(takes)) {
                passed += result.get() ? 1 : 0;
            }
        }
        return passed;
    }

    private static Caller caller(int number) {
        var now = Instant.EPOCH;
        return new Caller(
                new Account(1, "a", "", perMinute(PER_MINUTE), now, null),
                new Project(
                        number % 2,
                        1,
                        "p",
                        perMinute(10 * PER_MINUTE),
                        Labeling.PASSTHROUGH,
                        0,
                        now),
                new ApiKey(
                        "token_" + number,
                        1,
                        number % 2,
                        "k",
                        "",
                        Set.of(),
                        perMinute(10 * PER_MINUTE),
                        Priority.NORMAL,
                        false,
                        now,
                        null,
                        null,
                        null));
    }

    private static Limits perMinute(int number) {
        return new Limits(number, null, null, null, null, null);
    }
}
