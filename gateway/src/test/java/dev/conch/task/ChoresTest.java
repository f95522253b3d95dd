package dev.conch.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.db.DatabaseUnavailable;
import dev.conch.testing.SettableClock;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** Chores keep their rhythm by the clock, whatever becomes of each other. */
@Timeout(30)
class ChoresTest {
    private final SettableClock clock = new SettableClock();
    private final Semaphore looks = new Semaphore(0);
    private final Semaphore looked = new Semaphore(0);
    private final AtomicInteger often = new AtomicInteger();
    private final AtomicInteger failing = new AtomicInteger();

    /** Lets the thread look at its chores once more after so much time. */
    private void after(Duration time) throws InterruptedException {
        clock.advance(time);
        looks.release();
        looked.acquire();
    }

    private Chores chores() {
        return new Chores(
                List.of(
                        new Chores.Chore("fails", Duration.ofDays(1), this::fail),
                        new Chores.Chore("often", Duration.ofMinutes(1), often::incrementAndGet)),
                clock,
                (_, _) -> {
                    looked.release();
                    looks.acquire();
                });
    }

    private void fail() {
        if (failing.incrementAndGet() == 1) {
            throw new IllegalStateException("a bug");
        }
        throw new DatabaseUnavailable("gone", new IllegalStateException());
    }

    @Test
    void each_is_done_at_the_start_and_in_its_rhythm_and_a_failed_one_again_soon()
            throws Exception {
        try (var chores = chores()) {
            chores.start();
            looked.acquire();
            assertThat(often).hasValue(1);
            assertThat(failing).hasValue(1);

            after(Duration.ofSeconds(59));
            assertThat(often).hasValue(1);

            after(Duration.ofSeconds(1));
            assertThat(often).hasValue(2);
            assertThat(failing).hasValue(1);

            after(Duration.ofMinutes(5));
            assertThat(often).hasValue(3);
            assertThat(failing).hasValue(2);

            after(Duration.ofMinutes(5));
            assertThat(failing).hasValue(3);
        }
    }
}
