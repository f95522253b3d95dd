package dev.conch.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * How long after its start a gateway that was killed answers, and how long until it has asked the
 * provider again about all that was under way there.
 */
final class Recovering {
    private static final int TASKS = 10_000;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long MOMENT_NANOS = 2_000_000;

    /** The quickest that a gateway may declare another one dead. */
    private static final Map<String, String> SHORT_LEASE =
            Map.of("worker.lease_seconds", "2", "worker.heartbeat_seconds", "1");

    private final BenchDatabase database;

    Recovering(BenchDatabase database) {
        this.database = database;
    }

    void run() throws InterruptedException {
        if (database.shared()) {
            run("lease of 15 s", Map.of());
            run("lease of 2 s", SHORT_LEASE);
        } else {
            run("alone", Map.of());
        }
    }

    private void run(String what, Map<String, String> settings) throws InterruptedException {
        try (var gateway = GatewayProcess.start(database.fresh(), TASKS, false, settings)) {
            var some = new AtomicReference<>("");
            long begin = System.nanoTime();
            new Load(gateway)
                    .count(
                            TASKS,
                            _ -> Requests.create(),
                            answer -> some.set(Requests.idOf(answer)));
            double accepted = secondsSince(begin, System.nanoTime());
            double taken = secondsSince(begin, gateway.await("polled", PATIENCE).at());
            double cpuBefore = gateway.cpu().toMillis() / 1e3;
            gateway.kill();

            begin = System.nanoTime();
            gateway.again();
            double answered = secondsSince(begin, firstAnswer(gateway.port(), some.get()));
            var all = gateway.await("polled", PATIENCE);
            System.out.printf(
                    "recovery, %-31s answers after %.2f s, %s after %.2f s, CPU %.2f s   (before:"
                            + " accepted in %.2f s, all polled after %.2f s, CPU %.2f s)%n",
                    what,
                    answered,
                    all.text(),
                    secondsSince(begin, all.at()),
                    gateway.cpu().toMillis() / 1e3,
                    accepted,
                    taken,
                    cpuBefore);
        }
    }

    private static double secondsSince(long begin, long end) {
        return (end - begin) / 1e9;
    }

    /** When a poll was first answered. */
    private static long firstAnswer(int port, String id) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            try (var connection = new Connection(port)) {
                connection.send(Requests.poll(id));
                return System.nanoTime();
            } catch (IOException _) {
                LockSupport.parkNanos(MOMENT_NANOS);
            }
        }
        throw new IllegalStateException("the gateway did not come back");
    }
}
