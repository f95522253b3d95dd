package dev.conch.webhook;

import static dev.conch.testing.SettableClock.NOON;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.webhook.AttemptResult.Answered;
import dev.conch.webhook.AttemptResult.Unanswered;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;

class RetryScheduleTest {
    private static final AttemptResult TIMEOUT =
            new Unanswered("timeout", "the server took too long", Duration.ofSeconds(20));

    private final long seed = new Random().nextLong();
    private final RetrySchedule schedule = new RetrySchedule(new Random(seed));

    private static Answered answered(int status, String retryAfter) {
        return new Answered(status, retryAfter, Duration.ofMillis(10));
    }

    private Instant againAt(AttemptResult result, int tries) {
        return ((Verdict.Again) schedule.after(result, tries, NOON)).at();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 204, 299})
    void any_2xx_is_delivered(int status) {
        assertThat(schedule.after(answered(status, ""), 1, NOON))
                .isEqualTo(new Verdict.Delivered());
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 300, 301, 302, 304, 307, 308, 400, 401, 404, 409, 429, 500, 503, 599})
    void everything_else_but_410_is_tried_again(int status) {
        assertThat(schedule.after(answered(status, ""), 1, NOON)).isInstanceOf(Verdict.Again.class);
    }

    @Test
    void gone_is_gone_at_the_first_try() {
        assertThat(schedule.after(answered(410, "5"), 1, NOON)).isEqualTo(new Verdict.Gone());
    }

    @ParameterizedTest
    @CsvSource({
        "1,PT5S", "2,PT5M", "3,PT30M", "4,PT2H", "5,PT5H", "6,PT10H", "7,PT14H", "8,PT20H",
        "9,PT24H"
    })
    void the_pauses_grow_and_are_spread_by_a_tenth(int tries, Duration pause) {
        for (int i = 0; i < 200; i++) {
            var wait = Duration.between(NOON, againAt(TIMEOUT, tries));
            assertThat(wait)
                    .as("seed %d", seed)
                    .isBetween(
                            pause.multipliedBy(9).dividedBy(10),
                            pause.multipliedBy(11).dividedBy(10));
        }
    }

    @Test
    void two_receivers_do_not_come_back_at_the_same_moment() {
        assertThat(againAt(TIMEOUT, 5)).as("seed %d", seed).isNotEqualTo(againAt(TIMEOUT, 5));
    }

    @Test
    void the_tenth_try_is_the_last() {
        assertThat(schedule.after(TIMEOUT, 9, NOON)).isInstanceOf(Verdict.Again.class);
        assertThat(schedule.after(TIMEOUT, 10, NOON)).isEqualTo(new Verdict.GivenUp());
        assertThat(schedule.after(answered(500, ""), 10, NOON)).isEqualTo(new Verdict.GivenUp());
    }

    @ParameterizedTest
    @CsvSource({
        "429,true",
        "502,true",
        "503,true",
        "504,true",
        "500,false",
        "404,false",
        "301,false"
    })
    void a_receiver_that_is_busy_says_when(int status, boolean honoured) {
        var at = againAt(answered(status, "3600"), 1);
        if (honoured) {
            assertThat(at).isEqualTo(NOON.plusSeconds(3600));
        } else {
            assertThat(at).isBefore(NOON.plusSeconds(6));
        }
    }

    @Test
    void a_receiver_cannot_use_up_its_tries_in_haste() {
        assertThat(againAt(answered(503, "0"), 4)).isAfter(NOON.plus(Duration.ofMinutes(100)));
    }

    @ParameterizedTest
    @CsvSource({
        "120,PT2M",
        "' 5 ',PT5S",
        "0,PT0S",
        "999999999999,PT24H",
        "'Sun, 22 Nov 2026 12:30:00 GMT',PT30M",
        "'Sun, 22 Nov 2026 11:00:00 GMT',PT0S",
        "'Tue, 22 Nov 2033 12:00:00 GMT',PT24H"
    })
    void the_wish_is_read_as_seconds_or_a_date_and_is_at_most_a_day(String text, Duration wish) {
        assertThat(RetrySchedule.parse(text, NOON)).contains(wish);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-1",
                "1.5",
                "soon",
                "9999999999999",
                "2026-11-22T12:00:00Z",
                "Sun, 22 Nov"
            })
    void a_wish_that_cannot_be_read_is_none(String text) {
        assertThat(RetrySchedule.parse(text, NOON)).isEmpty();
    }
}
