package dev.conch.fault;

import dev.conch.fault.RoundReport.Counts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Many rounds, one after another: {@code bench/faults [rounds] [seed]}. Round {@code i} has the
 * seed {@code seed + i}, so any one can be played alone. Exit code 1 when a promise was broken.
 */
final class Faults {
    private static final int ROUNDS = 200;

    /** At once; a round waits more than it computes. */
    private static final int LANES = 3;

    private Faults() {}

    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : ROUNDS;
        long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : System.nanoTime() >>> 20;
        System.out.printf("%d rounds from seed %d%n", rounds, seed);
        var folder = Files.createTempDirectory("conch-faults");
        long broken = run(folder, rounds, seed);
        if (broken == 0) {
            delete(folder);
        }
        System.exit(broken == 0 ? 0 : 1);
    }

    private static long run(Path folder, int rounds, long seed)
            throws IOException, InterruptedException {
        var began = System.nanoTime();
        var image = GatewayImage.in(folder);
        var next = new AtomicInteger();
        var reports = new ConcurrentLinkedQueue<RoundReport>();
        var lanes = new ArrayList<Thread>();
        for (int i = 0; i < LANES; i++) {
            lanes.add(
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        for (int r = next.getAndIncrement();
                                                r < rounds;
                                                r = next.getAndIncrement()) {
                                            reports.add(play(image, folder, seed + r));
                                        }
                                    }));
        }
        for (var lane : lanes) {
            lane.join();
        }
        var sum = reports.stream().map(RoundReport::counts).reduce(Counts.NONE, Counts::plus);
        long broken = reports.stream().mapToLong(report -> report.violations().size()).sum();
        System.out.printf(
                "%d rounds in %d s: %s, %d violations%n",
                reports.size(),
                Duration.ofNanos(System.nanoTime() - began).toSeconds(),
                sum,
                broken);
        return reports.size() < rounds ? broken + 1 : broken;
    }

    private static RoundReport play(GatewayImage image, Path folder, long seed) {
        try {
            var own = Files.createDirectory(folder.resolve("round-" + seed));
            var report = Round.play(new Round.Setting(image, seed, own, Set.of()));
            tell(report, own);
            if (report.violations().isEmpty()) {
                delete(own);
            }
            return report;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static synchronized void tell(RoundReport report, Path folder) {
        System.out.println(report);
        if (!report.violations().isEmpty()) {
            report.violations().forEach(violation -> System.out.println("  BROKEN " + violation));
            report.books().forEach(line -> System.out.println("    " + line));
            System.out.println("  left in " + folder);
        }
    }

    private static void delete(Path folder) {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
