package dev.conch.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.fault.HttpProvider.Carelessness;
import dev.conch.fault.RoundReport.Counts;
import dev.conch.testing.TestDatabases;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.stream.LongStream;

/** A few rounds of the fault harness, and proof that it sees what it is there to see. */
class FaultTest {
    private static final long SEED = 20_261_124;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    static Path folder;

    @SuppressWarnings("NullAway.Init") // before each test
    private static Rounds rounds;

    @BeforeAll
    static void getReady() throws Exception {
        rounds = Rounds.in(folder);
    }

    @Test
    void no_promise_is_broken_whatever_is_killed_cut_or_answered_badly() throws Exception {
        var seeds = LongStream.concat(LongStream.range(SEED, SEED + 5), LongStream.of(fresh()));

        var reports = rounds.play(seeds, _ -> Cast.plain());

        assertThat(reports).flatMap(RoundReport::violations).isEmpty();
        assertThat(reports.stream().map(RoundReport::counts).reduce(Counts.NONE, Counts::plus))
                .as("without faults, nothing is proved")
                .matches(Counts::stormy);
    }

    @Test
    void every_adapter_keeps_the_same_promises() throws Exception {
        var reports = rounds.play(LongStream.of(SEED), _ -> Cast.allAtOnce());

        assertThat(reports).flatMap(RoundReport::violations).isEmpty();
        assertThat(reports.getFirst().begun()).hasSizeGreaterThan(3);
        assertThat(reports.getFirst().counts().faults()).isGreaterThan(5);
    }

    @Test
    void a_postgresql_that_is_restarted_in_the_middle_breaks_no_promise_either() throws Exception {
        try (var server = TestDatabases.ownPostgres()) {
            var reports = rounds.on(server).play(LongStream.of(SEED), _ -> Cast.plain());

            assertThat(reports).flatMap(RoundReport::violations).isEmpty();
        }
    }

    /** Another one in every run; it is printed with its round. */
    private static long fresh() {
        return System.nanoTime() >>> 20;
    }

    @ParameterizedTest
    @CsvSource({"REPEATS_SUBMITS, submit once", "BELIEVES_DOWNLOADS, files", "GIVES_UP_POLLS, end"})
    void a_careless_adapter_is_found_out(Carelessness careless, String rule) throws Exception {
        assertThat(rounds.play(LongStream.of(SEED), _ -> Cast.careless(careless)))
                .flatMap(RoundReport::violations)
                .extracting(Violation::rule)
                .contains(rule);
    }
}
