package dev.conch.bench;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * How long after the provider's success a webhook arrives, and how many can be delivered a second;
 * then the same with half of them for a receiver that is dead.
 */
final class Delivering {
    /** More than finish at once, so that the provider is never what is waited for. */
    private static final int CONCURRENCY = 256;

    private static final int CUSTOMERS = 32;
    private static final long PACE_NANOS = 20_000_000;
    private static final long PATIENCE_NANOS = 30_000_000_000L;

    private final BenchDatabase database;
    private final int seconds;
    private final Clock clock;

    Delivering(BenchDatabase database, int seconds, Clock clock) {
        this.database = database;
        this.seconds = seconds;
        this.clock = clock;
    }

    void run() throws InterruptedException {
        try (var healthy = new Receiver(false, clock);
                var other = new Receiver(false, clock);
                var dead = new Receiver(true, clock);
                var gateway = GatewayProcess.start(database.fresh(), CONCURRENCY, true, Map.of())) {
            fast(gateway, healthy, other); // warms up
            report("webhooks of 50 tasks a second", slow(gateway, healthy, other));
            report("webhooks at full speed", fast(gateway, healthy, other));
            report("50 tasks a second, half to a dead receiver", slow(gateway, healthy, dead));
            report("full speed, half to a dead receiver", fast(gateway, healthy, dead));
            int repeated = healthy.repeated() + other.repeated();
            if (repeated > 0) {
                System.out.println(repeated + " WEBHOOKS CAME MORE THAN ONCE");
            }
        }
    }

    /**
     * What a round came to.
     *
     * @param waits from success to webhook
     * @param lost webhooks that never came
     */
    private record Result(Waits waits, int lost, long nanos) {
        double perSecond() {
            return waits.count() / (nanos / 1e9);
        }
    }

    private static void report(String what, Result result) {
        System.out.printf(
                "%-42s %,26.0f /s   %s%s%n",
                what,
                result.perSecond(),
                result.waits(),
                result.lost() == 0 ? "" : "   " + result.lost() + " LOST");
    }

    /** Tasks at an even pace, for the two receivers in turn. */
    private Result slow(GatewayProcess gateway, Receiver first, Receiver second)
            throws InterruptedException {
        var begin = System.nanoTime();
        var arrivals = new ArrayList<CompletableFuture<Long>>();
        try (var connection = new Connection(gateway.port())) {
            for (int n = 0; n * PACE_NANOS < seconds * 1_000_000_000L; n++) {
                for (long early = begin + n * PACE_NANOS - System.nanoTime();
                        early > 0;
                        early = begin + n * PACE_NANOS - System.nanoTime()) {
                    LockSupport.parkNanos(early);
                }
                order(connection, n % 2 == 0 ? first : second, arrivals);
            }
        } catch (IOException e) {
            throw new IllegalStateException("the load broke off", e);
        }
        return result(arrivals, begin);
    }

    /** Customers who order one of each and wait for the webhooks before they order again. */
    private Result fast(GatewayProcess gateway, Receiver first, Receiver second)
            throws InterruptedException {
        var begin = System.nanoTime();
        long end = begin + seconds * 1_000_000_000L;
        var arrivals =
                Load.all(
                        CUSTOMERS,
                        () -> {
                            var all = new ArrayList<CompletableFuture<Long>>();
                            try (var connection = new Connection(gateway.port())) {
                                while (System.nanoTime() < end) {
                                    var pair = new ArrayList<CompletableFuture<Long>>();
                                    order(connection, first, pair);
                                    order(connection, second, pair);
                                    result(pair, begin);
                                    all.addAll(pair);
                                }
                            }
                            return all;
                        });
        return result(arrivals.stream().flatMap(List::stream).toList(), begin);
    }

    private static void order(
            Connection connection, Receiver receiver, List<CompletableFuture<Long>> arrivals)
            throws IOException {
        var id = Requests.idOf(connection.send(Requests.createFor(receiver.url())));
        if (!receiver.dead()) {
            arrivals.add(receiver.arrival(id));
        }
    }

    /** Waits for all, but not for ever. */
    private static Result result(List<CompletableFuture<Long>> arrivals, long begin)
            throws InterruptedException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        int lost = 0;
        var micros = new ArrayList<Long>();
        for (var arrival : arrivals) {
            try {
                micros.add(arrival.get(end - System.nanoTime(), TimeUnit.NANOSECONDS));
            } catch (TimeoutException _) {
                lost++;
            } catch (ExecutionException e) {
                throw new IllegalStateException("nobody completes one so", e);
            }
        }
        var waits = micros.stream().mapToLong(one -> one * 1000).toArray();
        return new Result(Waits.of(List.of(waits)), lost, System.nanoTime() - begin);
    }
}
