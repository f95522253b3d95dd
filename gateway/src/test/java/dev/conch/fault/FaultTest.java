package dev.conch.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.fault.HttpProvider.Carelessness;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
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

    private static List<Violation> violations(LongStream seeds, Set<Carelessness> careless)
            throws InterruptedException {
        return rounds.play(seeds, careless).stream()
                .flatMap(report -> report.violations().stream())
                .toList();
    }

    @Test
    void no_promise_is_broken_whatever_is_killed_cut_or_answered_badly() throws Exception {
        var seeds = LongStream.concat(LongStream.range(SEED, SEED + 5), LongStream.of(fresh()));

        assertThat(violations(seeds, Set.of())).isEmpty();
    }

    /** Another one in every run; it is printed with its round. */
    private static long fresh() {
        return System.nanoTime() >>> 20;
    }

    @ParameterizedTest
    @CsvSource({"REPEATS_SUBMITS, submit once", "BELIEVES_DOWNLOADS, files", "GIVES_UP_POLLS, end"})
    void a_careless_adapter_is_found_out(Carelessness careless, String rule) throws Exception {
        assertThat(violations(LongStream.of(SEED), Set.of(careless)))
                .extracting(Violation::rule)
                .contains(rule);
    }
}
