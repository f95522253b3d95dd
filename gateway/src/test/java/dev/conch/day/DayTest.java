package dev.conch.day;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.db.Dialect;
import dev.conch.testing.SettableClock;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;

/** A short day; {@code bench/day} plays a long one. */
class DayTest {
    private static final int TASKS = 240;
    private static final long SEED = 20_261_124;
    private static final double LOSS = 0.05;

    @TempDir(factory = InMemory.class)
    private Path folder;

    @Test
    void a_day_on_which_one_provider_dies_one_throttles_and_one_forgets_ends_well()
            throws IOException {
        var plan = Plan.of(TASKS, SEED, SettableClock.NOON, LOSS);
        try (var day = new Day(plan, folder, Dialect.SQLITE)) {
            var report = day.play(_ -> {});

            assertThat(report.wrong()).as("%s", report).isEmpty();
            assertThat(report.failures()).containsKeys("provider_lost_task", "deadline_exceeded");
            assertThat(report.failovers()).isPositive();
            assertThat(day.stations().get(1).books().refused()).isNotEmpty();
        }
    }
}
