package dev.conch.fault;

import dev.conch.fault.HttpProvider.Carelessness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.LongStream;

/**
 * Plays rounds, a few at once, since a round waits more than it computes. What a round leaves on
 * disk stays when a promise was broken.
 */
final class Rounds {
    private static final int LANES = 3;

    private final Path folder;
    private final GatewayImage image;
    private final ConcurrentLinkedQueue<RoundReport> reports = new ConcurrentLinkedQueue<>();

    private Rounds(Path folder, GatewayImage image) {
        this.folder = folder;
        this.image = image;
    }

    /** Gets ready; takes the time of a few starts. */
    static Rounds in(Path folder) throws IOException, InterruptedException {
        return new Rounds(folder, GatewayImage.in(folder));
    }

    /**
     * Plays a round for each seed, tells of each on standard output, and returns the reports.
     *
     * @throws IllegalStateException if a round could not be played to its end
     */
    List<RoundReport> play(LongStream seeds, Set<Carelessness> careless)
            throws InterruptedException {
        var left = new ConcurrentLinkedQueue<>(seeds.boxed().toList());
        int wanted = left.size();
        reports.clear();
        var lanes = new ArrayList<Thread>();
        for (int i = 0; i < LANES; i++) {
            lanes.add(Thread.ofVirtual().name("lane").start(() -> playAll(left, careless)));
        }
        for (var lane : lanes) {
            lane.join();
        }
        if (reports.size() < wanted) {
            throw new IllegalStateException("a round broke; see above, and " + folder);
        }
        return List.copyOf(reports);
    }

    private void playAll(ConcurrentLinkedQueue<Long> left, Set<Carelessness> careless) {
        try {
            for (var seed = left.poll(); seed != null; seed = left.poll()) {
                var own = Files.createTempDirectory(folder, "round-" + seed + "-");
                var report = Round.play(new Round.Setting(image, seed, own, careless));
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
