package dev.conch.fault;

import dev.conch.testing.TestDatabases.OwnPostgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

/**
 * Plays rounds, a few at once, since a round waits more than it computes. What a round leaves on
 * disk stays when a promise was broken.
 */
final class Rounds {
    private static final int LANES = 3;

    private final int lanes;
    private final Function<Path, RoundDatabase> databases;
    private final Path folder;
    private final GatewayImage image;
    private final ConcurrentLinkedQueue<RoundReport> reports = new ConcurrentLinkedQueue<>();

    private Rounds(
            Path folder, GatewayImage image, int lanes, Function<Path, RoundDatabase> databases) {
        this.folder = folder;
        this.image = image;
        this.lanes = lanes;
        this.databases = databases;
    }

    /** Gets ready; takes the time of a few starts. */
    static Rounds in(Path folder) throws IOException, InterruptedException {
        return new Rounds(folder, GatewayImage.in(folder), LANES, RoundDatabase::sqlite);
    }

    /** The same on a PostgreSQL that is restarted in the middle of rounds, so one at a time. */
    Rounds on(OwnPostgres server) {
        return new Rounds(folder, image, 1, own -> RoundDatabase.postgres(server, own));
    }

    /**
     * Plays a round for each seed, tells of each on standard output, and returns the reports.
     *
     * @param casts who makes the videos, by seed
     * @throws IllegalStateException if a round could not be played to its end
     */
    List<RoundReport> play(LongStream seeds, LongFunction<Cast> casts) throws InterruptedException {
        var left = new ConcurrentLinkedQueue<>(seeds.boxed().toList());
        int wanted = left.size();
        reports.clear();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < lanes; i++) {
            threads.add(Thread.ofVirtual().name("lane").start(() -> playAll(left, casts)));
        }
        for (var thread : threads) {
            thread.join();
        }
        if (reports.size() < wanted) {
            throw new IllegalStateException("a round broke; see above, and " + folder);
        }
        return List.copyOf(reports);
    }

    private void playAll(ConcurrentLinkedQueue<Long> left, LongFunction<Cast> casts) {
        try {
            for (var seed = left.poll(); seed != null; seed = left.poll()) {
                var own = Files.createTempDirectory(folder, "round-" + seed + "-");
                var report =
                        Round.play(
                                new Round.Setting(image, seed, own, casts.apply(seed), databases));
                reports.add(report);
                tell(report, own);
                if (report.violations().isEmpty()) {
                    delete(own);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
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

    /** Deletes a folder and all in it. */
    static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
