package dev.conch.asset;

import static dev.conch.testing.SettableClock.NOON;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.testing.SettableClock;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Random;

/** Links end with their file at the latest, and no sooner than half of their time. */
class LinkLifeTest {
    private final SettableClock clock = new SettableClock();

    @Test
    void a_link_that_may_live_as_long_as_its_file_ends_with_it_from_the_start() {
        var life = new LinkLife(Duration.ofDays(7), clock);
        var end = NOON.plus(Duration.ofDays(7));

        assertThat(life.until(NOON, end)).contains(end);
        clock.advance(Duration.ofDays(7).minusMillis(1));
        assertThat(life.until(NOON, end)).contains(end);
        clock.advance(Duration.ofMillis(1));
        assertThat(life.until(NOON, end)).isEmpty();
    }

    @Test
    void a_short_link_is_the_same_for_half_of_its_life_and_then_another() {
        var life = new LinkLife(Duration.ofDays(2), clock);
        var end = NOON.plus(Duration.ofDays(30));

        assertThat(life.until(NOON, end)).contains(NOON.plus(Duration.ofDays(2)));
        clock.advance(Duration.ofDays(1).minusMillis(1));
        assertThat(life.until(NOON, end)).contains(NOON.plus(Duration.ofDays(2)));
        clock.advance(Duration.ofMillis(1));
        assertThat(life.until(NOON, end)).contains(NOON.plus(Duration.ofDays(3)));
    }

    @Test
    void at_any_time_a_link_works_for_half_of_its_life_or_as_long_as_the_file() {
        long seed = 7;
        var random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            var life = Duration.ofDays(1 + random.nextInt(20));
            var end = NOON.plus(Duration.ofDays(1 + random.nextInt(30)));
            var now = NOON.plusMillis(random.nextLong(end.toEpochMilli() - NOON.toEpochMilli()));
            var at = new SettableClock();
            at.advance(Duration.between(NOON, now));

            var until = new LinkLife(life, at).until(NOON, end).orElseThrow();

            var half = now.plus(life.dividedBy(2));
            assertThat(until).as("seed %d", seed).isBeforeOrEqualTo(end);
            assertThat(until).isAfter(now).isBeforeOrEqualTo(now.plus(life));
            assertThat(until).isAfterOrEqualTo(half.isBefore(end) ? half : end);
        }
    }
}
