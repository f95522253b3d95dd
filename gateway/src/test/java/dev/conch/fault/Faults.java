package dev.conch.fault;

import dev.conch.fault.RoundReport.Counts;
import dev.conch.testing.TestDatabases;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

/**
 * Many rounds: {@code bench/faults [rounds] [seed] [sqlite|postgresql] [none|all|ADAPTER]}. The
 * last says who makes the videos, see {@link Cast}. Their seeds follow one another, so that any one
 * can be played alone. Exit code 1 when a promise was broken, or when too little went wrong to
 * tell.
 */
final class Faults {
    private static final int ROUNDS = 200;

    private Faults() {}

    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : ROUNDS;
        long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : System.nanoTime() >>> 20;
        var casts = Cast.named(arguments.length > 3 ? arguments[3] : Cast.PLAIN_NAME);
        System.out.printf("%d rounds from seed %d%n", rounds, seed);
        var began = System.nanoTime();
        var folder = Files.createTempDirectory("conch-faults");
        var seeds = LongStream.range(seed, seed + rounds);
        var reports =
                arguments.length > 2 && arguments[2].equals("postgresql")
                        ? onPostgres(folder, seeds, casts)
                        : Rounds.in(folder).play(seeds, casts);
        var sum = reports.stream().map(RoundReport::counts).reduce(Counts.NONE, Counts::plus);
        long broken = reports.stream().mapToLong(report -> report.violations().size()).sum();
        System.out.printf(
                "%d rounds in %d s: %s, %d violations%n",
                rounds, Duration.ofNanos(System.nanoTime() - began).toSeconds(), sum, broken);
        if (broken == 0) {
            Rounds.delete(folder);
        }
        if (!sum.stormy()) {
            System.out.println("too little went wrong for this to prove anything");
        }
        System.exit(broken == 0 && sum.stormy() ? 0 : 1);
    }

    private static List<RoundReport> onPostgres(
            Path folder, LongStream seeds, LongFunction<Cast> casts)
            throws IOException, InterruptedException {
        try (var server = TestDatabases.ownPostgres()) {
            return Rounds.in(folder).on(server).play(seeds, casts);
        }
    }
}
