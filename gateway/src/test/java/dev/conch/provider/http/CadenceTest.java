package dev.conch.provider.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.HashSet;

class CadenceTest {
    private final Cadence cadence = new Cadence(Duration.ofSeconds(5));

    @RepeatedTest(50)
    void a_wait_is_up_to_a_fifth_longer_than_the_provider_advises() {
        assertThat(cadence.next()).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(6));
    }

    @Test
    void waits_differ_so_that_tasks_do_not_ask_together() {
        var waits = new HashSet<Duration>();
        for (int i = 0; i < 50; i++) {
            waits.add(cadence.next());
        }
        assertThat(waits).hasSizeGreaterThan(10);
    }

    @RepeatedTest(50)
    void after_no_answer_it_waits_longer_and_as_long_as_it_is_told_but_never_for_an_hour() {
        assertThat(cadence.afterTrouble(null))
                .isBetween(Duration.ofSeconds(15), Duration.ofSeconds(18));
        assertThat(cadence.afterTrouble(Duration.ofSeconds(1)))
                .isBetween(Duration.ofSeconds(15), Duration.ofSeconds(18));
        assertThat(cadence.afterTrouble(Duration.ofSeconds(100)))
                .isBetween(Duration.ofSeconds(100), Duration.ofSeconds(120));
        assertThat(cadence.afterTrouble(Duration.ofDays(1)))
                .isBetween(Duration.ofMinutes(10), Duration.ofMinutes(12));
    }
}
