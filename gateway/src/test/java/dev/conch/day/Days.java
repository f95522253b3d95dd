package dev.conch.day;

import dev.conch.db.Dialect;
import dev.conch.testing.SettableClock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Locale;

/** Plays a day and prints what came of it; see {@code bench/day}. */
final class Days {
    private static final double ONE_IN_A_HUNDRED = 0.01;

    private Days() {}

    public static void main(String[] arguments) throws IOException {
        int tasks = arguments.length > 0 ? Integer.parseInt(arguments[0]) : Plan.USUAL;
        var word = arguments.length > 1 ? arguments[1] : "sqlite";
        var dialect = Dialect.valueOf(word.toUpperCase(Locale.ROOT));
        long seed = arguments.length > 2 ? Long.parseLong(arguments[2]) : 1;
        var midnight = SettableClock.NOON.plus(Duration.ofHours(12));
        var plan = Plan.of(tasks, seed, midnight, ONE_IN_A_HUNDRED);
        System.out.printf(
                "A day of %d tasks, %s long, on %s, seed %d%n",
                tasks, plan.length(), dialect, seed);
        var folder = Files.createTempDirectory("conch-day");
        var began = System.nanoTime();
        boolean good;
        try (var day = new Day(plan, folder, dialect)) {
            var report =
                    day.play(
                            ordered ->
                                    System.err.printf(
                                            "%s: %d ordered, %d s%n",
                                            day.stage().now(), ordered, seconds(began)));
            System.out.println(report);
            System.out.printf(
                    "%s of virtual time passed in %d steps and %d s%n",
                    Duration.between(plan.begins(), day.stage().now()),
                    day.stage().time().steps(),
                    seconds(began));
            good = report.wrong().isEmpty();
        }
        if (good) {
            delete(folder);
        } else {
            System.out.println("the gateway's files are in " + folder);
        }
        System.exit(good ? 0 : 1);
    }

    private static long seconds(long began) {
        return Duration.ofNanos(System.nanoTime() - began).toSeconds();
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
