package dev.conch.bench;

import dev.conch.bench.Load.Result;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.stream.Collectors;

/**
 * What accepting and polling cost: rounds of each kind in turn, so that a neighbour's noise meets
 * all of them, after one of each that only warms up.
 */
final class Accepting {
    private static final int ROUNDS = 3;
    private static final int MOST_KNOWN = 20_000;

    private final BenchDatabase database;
    private final int seconds;
    private final ConcurrentLinkedQueue<String> accepted = new ConcurrentLinkedQueue<>();

    /** Each is compared with another one of the same run. */
    private enum Kind {
        EMPTY("empty answers"),
        ACCEPT("accepts, each durable before its answer"),
        ACCEPT_ONCE("accepts with an Idempotency-Key"),
        ACCEPT_IN_BUDGET("accepts within a project's budget"),
        POLL("polls");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        Kind comparedWith() {
            return switch (this) {
                case EMPTY, ACCEPT, POLL -> EMPTY;
                case ACCEPT_ONCE, ACCEPT_IN_BUDGET -> ACCEPT;
            };
        }
    }

    Accepting(BenchDatabase database, int seconds) {
        this.database = database;
        this.seconds = seconds;
    }

    void run() throws InterruptedException {
        try (var gateway = GatewayProcess.start(database.fresh(), 0, false, Map.of())) {
            var results = new EnumMap<Kind, List<Result>>(Kind.class);
            for (int round = 0; round <= ROUNDS; round++) {
                for (var kind : Kind.values()) {
                    var result = measure(gateway, kind);
                    if (round > 0) {
                        results.computeIfAbsent(kind, _ -> new ArrayList<>()).add(result);
                    }
                }
            }
            results.forEach((kind, rounds) -> report(kind, rounds, results));
        }
    }

    private Result measure(GatewayProcess gateway, Kind kind) throws InterruptedException {
        var load = new Load(gateway);
        return switch (kind) {
            case EMPTY -> load.seconds(seconds, _ -> Requests.health(), _ -> {});
            case ACCEPT -> load.seconds(seconds, _ -> Requests.create(), remember());
            case ACCEPT_ONCE -> {
                var prefix = "round-" + System.nanoTime() + "-";
                yield load.seconds(seconds, n -> Requests.createOnce(prefix + n), _ -> {});
            }
            case ACCEPT_IN_BUDGET -> {
                var budget = once(gateway, Requests.setBudget()).after("\"id\":");
                var result = load.seconds(seconds, _ -> Requests.create(), _ -> {});
                once(gateway, Requests.removeBudget(budget));
                yield result;
            }
            case POLL -> load.seconds(seconds, polls(), _ -> {});
        };
    }

    private static Message once(GatewayProcess gateway, byte[] request) {
        try (var connection = new Connection(gateway.port())) {
            return connection.send(request);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Consumer<Message> remember() {
        accepted.clear();
        return answer -> {
            if (accepted.size() < MOST_KNOWN) {
                accepted.add(Requests.idOf(answer));
            }
        };
    }

    private LongFunction<byte[]> polls() {
        var known = List.copyOf(accepted);
        return n -> Requests.poll(known.get((int) (n % known.size())));
    }

    private static void report(Kind kind, List<Result> rounds, Map<Kind, List<Result>> all) {
        var rates =
                rounds.stream()
                        .map(round -> "%,.0f".formatted(round.perSecond()))
                        .collect(Collectors.joining(" · "));
        var waits = Waits.of(rounds.stream().map(round -> round.waits().nanos()).toList());
        var other = kind.comparedWith();
        double cpuMillis = rounds.stream().mapToLong(Result::cpuNanos).sum() / 1e6;
        System.out.printf(
                "%-42s %26s /s   %s   CPU %.2f ms each   %.2f of %s%n",
                kind.text,
                rates,
                waits,
                cpuMillis / waits.count(),
                rate(rounds) / rate(all.getOrDefault(other, List.of())),
                other.text);
    }

    private static double rate(List<Result> rounds) {
        return Arrays.stream(rounds.stream().mapToDouble(Result::perSecond).toArray())
                .average()
                .orElse(Double.NaN);
    }
}
