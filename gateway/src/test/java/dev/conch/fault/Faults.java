package dev.conch.fault;

import dev.conch.fault.RoundReport.Counts;

import java.nio.file.Files;
import java.time.Duration;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * Many rounds: {@code bench/faults [rounds] [seed]}. Their seeds follow one another, so that any
 * one can be played alone. Exit code 1 when a promise was broken.
 */
final class Faults {
    private static final int ROUNDS = 200;

    private Faults() {}

    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : ROUNDS;
        long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : System.nanoTime() >>> 20;
        System.out.printf("%d rounds from seed %d%n", rounds, seed);
        var began = System.nanoTime();
        var folder = Files.createTempDirectory("conch-faults");
        var reports = Rounds.in(folder).play(LongStream.range(seed, seed + rounds), Set.of());
        long broken = reports.stream().mapToLong(report -> report.violations().size()).sum();
        System.out.printf(
                "%d rounds in %d s: %s, %d violations%n",
                rounds,
                Duration.ofNanos(System.nanoTime() - began).toSeconds(),
                reports.stream().map(RoundReport::counts).reduce(Counts.NONE, Counts::plus),
                broken);
        if (broken == 0) {
            Rounds.delete(folder);
        }
        System.exit(broken == 0 ? 0 : 1);
    }
}
