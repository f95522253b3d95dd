package dev.conch.provider.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.testing.SettableClock;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Optional;

class RememberedTest {
    private static final Duration DAY = Duration.ofDays(1);

    private final SettableClock clock = new SettableClock();
    private int asked;
    private boolean tells = true;
    private final Remembered<Integer> remembered = new Remembered<>(this::ask, DAY, clock);

    private Optional<Integer> ask() {
        asked++;
        return tells ? Optional.of(asked) : Optional.empty();
    }

    @Test
    void it_is_asked_for_once_a_day() {
        assertThat(remembered.get()).contains(1);
        clock.advance(DAY.minusMillis(1));
        assertThat(remembered.get()).contains(1);
        clock.advance(Duration.ofMillis(1));
        assertThat(remembered.get()).contains(2);
    }

    @Test
    void strangers_cannot_make_us_ask_more_than_once_a_minute() {
        assertThat(remembered.get()).contains(1);
        assertThat(remembered.renewed()).isEmpty();
        clock.advance(Duration.ofMinutes(1));
        assertThat(remembered.renewed()).contains(2);
        assertThat(remembered.renewed()).isEmpty();
        assertThat(asked).isEqualTo(2);
    }

    @Test
    void a_provider_that_does_not_tell_is_asked_again_a_minute_later() {
        tells = false;
        assertThat(remembered.get()).isEmpty();
        assertThat(remembered.get()).isEmpty();
        assertThat(asked).isEqualTo(1);
        tells = true;
        clock.advance(Duration.ofMinutes(1));
        assertThat(remembered.get()).contains(2);
    }

    @Test
    void what_is_too_old_is_not_used_even_if_there_is_nothing_newer() {
        assertThat(remembered.get()).contains(1);
        tells = false;
        clock.advance(DAY);
        assertThat(remembered.get()).isEmpty();
    }

    @Test
    void a_failed_renewal_leaves_what_is_remembered() {
        assertThat(remembered.get()).contains(1);
        tells = false;
        clock.advance(Duration.ofMinutes(1));
        assertThat(remembered.renewed()).isEmpty();
        assertThat(remembered.get()).contains(1);
    }
}
