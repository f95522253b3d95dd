package dev.conch.bench;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;

/**
 * All measurements of docs/performance.md, one after another: {@code bench/run [seconds]
 * [sqlite|postgresql|both]}. Arguments: seconds of a round, which databases, an empty folder.
 *
 * <p>This process has the load, the receivers of webhooks and PostgreSQL's guardian; the gateways
 * are its children.
 */
public final class Bench {
    private Bench() {}

    public static void main(String[] arguments) throws InterruptedException {
        int seconds = Integer.parseInt(arguments[0]);
        var folder = Path.of(arguments[2]);
        for (var kind : databases(arguments[1])) {
            try (var database = BenchDatabase.start(kind, folder)) {
                System.out.println("== " + kind.name().toLowerCase(Locale.ROOT));
                new Accepting(database, seconds).run();
                new Delivering(database, seconds, Clock.systemUTC()).run();
                new Recovering(database).run();
            }
        }
    }

    private static List<BenchDatabase.Kind> databases(String word) {
        return word.equals("both")
                ? List.of(BenchDatabase.Kind.values())
                : List.of(BenchDatabase.Kind.valueOf(word.toUpperCase(Locale.ROOT)));
    }
}
