package dev.conch.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;
import dev.conch.testing.SettableClock;

import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;
import org.slf4j.event.SubstituteLoggingEvent;
import org.slf4j.helpers.SubstituteLogger;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The door closes below the least room, opens at it, and says so once each time. */
class DiskGuardTest {
    private final SettableClock clock = new SettableClock();
    private final AtomicLong free = new AtomicLong(1000);
    private final AtomicInteger asked = new AtomicInteger();
    private final Queue<SubstituteLoggingEvent> lines = new ConcurrentLinkedQueue<>();
    private final DiskGuard guard = guard(1000);

    private DiskGuard guard(long least) {
        return new DiskGuard(
                () -> {
                    asked.incrementAndGet();
                    return free.get();
                },
                least,
                clock,
                new SubstituteLogger("disk", lines, false));
    }

    private void becomes(long bytes) {
        free.set(bytes);
        clock.advance(Duration.ofSeconds(1));
    }

    private void assertRefused() {
        assertThatThrownBy(guard::requireRoom)
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        refusal -> {
                            assertThat(refusal.code()).isEqualTo(ErrorCode.UNAVAILABLE);
                            assertThat(refusal.retryAfter()).isPositive();
                            assertThat(refusal.publicMessage()).doesNotContainPattern("[0-9]");
                        });
    }

    @Test
    void just_enough_is_enough_and_a_byte_less_is_not() {
        guard.requireRoom();
        becomes(999);
        assertRefused();
        becomes(1000);
        guard.requireRoom();
    }

    @Test
    void the_log_tells_of_the_beginning_and_of_the_end_once_each() {
        guard.requireRoom();
        for (int i = 0; i < 3; i++) {
            becomes(10);
            assertRefused();
        }
        becomes(5000);
        guard.requireRoom();
        guard.requireRoom();

        assertThat(lines).extracting(SubstituteLoggingEvent::getLevel).containsOnly(Level.WARN);
        assertThat(lines)
                .extracting(line -> line.getMessage().replaceFirst(".*the disk", "the disk"))
                .containsExactly(
                        "the disk of the files is almost full: new tasks are refused",
                        "the disk of the files has room again: new tasks are taken");
    }

    @Test
    void the_disk_is_asked_at_most_once_a_second() {
        for (int i = 0; i < 100; i++) {
            guard.requireRoom();
        }
        assertThat(asked).hasValue(1);

        clock.advance(Duration.ofSeconds(1));
        guard.usable();
        guard.requireRoom();
        assertThat(asked).hasValue(2);
    }

    @Test
    void zero_never_refuses_and_a_disk_that_cannot_be_asked_does_not_either() {
        free.set(0);
        guard(0).requireRoom();
        new DiskGuard(
                        () -> {
                            throw new IllegalStateException("gone");
                        },
                        1000,
                        clock,
                        new SubstituteLogger("disk", lines, false))
                .requireRoom();

        assertThat(lines).extracting(SubstituteLoggingEvent::getLevel).doesNotContain(Level.WARN);
    }
}
