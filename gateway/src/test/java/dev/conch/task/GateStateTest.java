package dev.conch.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.provider.ErrorClass;
import dev.conch.provider.Failure;
import dev.conch.provider.Trouble;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;

class GateStateTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
    private static final Failure NO = new Failure("no", "No");
    private static final GateState FRESH = GateState.fresh("p");

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 20, 50, 300, 6_000})
    void in_no_minute_more_start_than_the_rate_allows_and_not_much_fewer(int perMinute) {
        var gate = FRESH;
        var started = new ArrayDeque<Instant>();
        int all = 0;
        for (var now = NOON; now.isBefore(NOON.plusSeconds(600)); now = now.plusMillis(10)) {
            while (gate.paced(perMinute, now)) {
                gate = gate.started(perMinute, now);
                started.add(now);
                all++;
            }
            while (!started.isEmpty() && started.peek().isBefore(now.minusSeconds(60))) {
                started.remove();
            }
            assertThat(started.size()).isLessThanOrEqualTo(perMinute);
        }
        assertThat(all).isGreaterThanOrEqualTo(perMinute * 9);
    }

    @Test
    void a_provider_without_a_rate_starts_as_many_as_come() {
        assertThat(FRESH.started(0, NOON).started(0, NOON).paced(0, NOON)).isTrue();
    }

    @Test
    void a_throttled_provider_rests_as_long_as_it_asked_for() {
        var gate = FRESH.refused(Trouble.throttled(Duration.ofSeconds(7)), NOON);

        assertThat(gate.resting(NOON.plusMillis(6_999))).isTrue();
        assertThat(gate.resting(NOON.plusSeconds(7))).isFalse();
    }

    @Test
    void without_a_time_it_rests_longer_each_time() {
        var trouble = new Trouble(ErrorClass.THROTTLE, NO, "1002", null);
        var once = FRESH.refused(trouble, NOON);
        var twice = once.refused(trouble, NOON.plusSeconds(5));

        assertThat(once.restingUntil()).isEqualTo(NOON.plusSeconds(5));
        assertThat(twice.restingUntil()).isEqualTo(NOON.plusSeconds(15));
        assertThat(twice.reason()).isEqualTo("No (1002)");
    }

    @Test
    void a_server_that_breaks_three_times_in_a_row_rests() {
        var trouble = Trouble.of(ErrorClass.SERVER, NO);
        var twice = FRESH.refused(trouble, NOON).refused(trouble, NOON);
        assertThat(twice.resting(NOON)).isFalse();
        assertThat(twice.refused(trouble, NOON).resting(NOON.plusSeconds(14))).isTrue();
    }

    @Test
    void after_a_rest_one_start_shows_whether_it_is_over() {
        var rested = FRESH.refused(Trouble.of(ErrorClass.ACCOUNT, NO), NOON);
        var later = NOON.plus(Duration.ofMinutes(10));
        assertThat(rested.resting(later.minusMillis(1))).isTrue();
        assertThat(rested.resting(later)).isFalse();

        var probing = rested.started(0, later);

        assertThat(probing.resting(later)).isTrue();
        assertThat(probing.well().resting(later)).isFalse();
        assertThat(probing.well().failures()).isZero();
    }
}
