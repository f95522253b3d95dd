package dev.conch.webhook;

import dev.conch.base.Bell;
import dev.conch.base.Pause;
import dev.conch.base.SecretBox;
import dev.conch.db.Database;
import dev.conch.outbound.OutboundClient;

import io.micrometer.core.instrument.MeterRegistry;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * Claims due deliveries for this node and sends each on a virtual thread of its own.
 *
 * <p>What is claimed stays claimed until its result is written; a process that dies leaves rows
 * that the next start, or another node, frees and sends again under the same id. Shared between
 * threads.
 */
public final class Deliverer implements AutoCloseable {
    /** The channel on which commits tell of new deliveries. */
    static final String CHANNEL = "webhook";

    private static final Logger LOG = LoggerFactory.getLogger(Deliverer.class);
    private static final String AFTER_ALL = "~"; // targets begin with a letter
    private static final int LARGEST_STEP = 64;
    private static final Duration BETWEEN_WRITES = Duration.ofSeconds(1);
    private static final Duration PUT_OFF = Duration.ofSeconds(30);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(2);

    private final Database database;
    private final Sender sender;
    private final RetrySchedule schedule;
    private final TargetRoom room;
    private final Duration poll;
    private final String node;
    private final Clock clock;
    private final Pause pause;
    private final MeterRegistry metrics;
    private final Map<String, Thread> underWay = new ConcurrentHashMap<>();
    private final Bell wake = new Bell();
    private final Bell stop = new Bell();
    private volatile @Nullable Thread loop;
    private volatile boolean stopping;

    /** Where the walk over the targets goes on, so that each has its turn. */
    private String cursor = "";

    /**
     * How much at once, and how long.
     *
     * @param poll how often to look for what is due
     * @param timeout for one attempt
     * @param perTarget how many may be under way to one receiver
     * @param total how many may be under way in all
     */
    public record Settings(Duration poll, Duration timeout, int perTarget, int total) {
        public static final Settings DEFAULT =
                new Settings(Duration.ofSeconds(1), Duration.ofSeconds(20), 8, 256);

        public Settings {
            if (perTarget < 1 || total < 2) {
                throw new IllegalArgumentException("per target at least 1, in all at least 2");
            }
        }
    }

    /**
     * What the deliverer needs of the rest.
     *
     * @param random spreads what would come back all at once
     */
    public record Parts(
            Database database,
            OutboundClient outbound,
            SecretBox box,
            WebhookBody body,
            RandomGenerator random) {}

    /**
     * Makes a deliverer; nothing runs yet.
     *
     * @param node this process among those that share the database; its row in table {@code node}
     *     says that it lives
     */
    public Deliverer(
            Parts parts,
            Settings settings,
            String node,
            Clock clock,
            Pause pause,
            MeterRegistry metrics) {
        this.database = parts.database();
        this.sender = new Sender(parts, settings.timeout(), clock);
        this.schedule = new RetrySchedule(parts.random());
        this.room = new TargetRoom(settings.perTarget(), settings.total());
        this.poll = settings.poll();
        this.node = node;
        this.clock = clock;
        this.pause = pause;
        this.metrics = metrics;
    }

    /** Starts to deliver, after this node's row is written. */
    public void start() {
        database.write(tx -> JdbcClaims.free(tx, node));
        freeDead();
        database.listen(CHANNEL, _ -> wake());
        loop = Thread.ofVirtual().name("webhooks").start(this::run);
    }

    /** Makes the deliverer look for due deliveries now. */
    public void wake() {
        wake.ring();
    }

    /** Frees what nodes claimed that are gone; how many. */
    public int freeDead() {
        if (!database.<Boolean>read(tx -> JdbcClaims.anyOfDead(tx, node))) {
            return 0;
        }
        int freed = database.write(tx -> JdbcClaims.freeOfDead(tx, node));
        LOG.atWarn().addKeyValue("deliveries", freed).log("took over the webhooks of a dead node");
        return freed;
    }

    private void run() {
        while (!stopping) {
            try {
                pass();
                if (!wake.await(poll)) {
                    freeDead();
                }
            } catch (InterruptedException _) {
                return;
            } catch (RuntimeException e) {
                failed(e);
            }
        }
    }

    private void failed(RuntimeException e) {
        if (stopping) {
            return;
        }
        LOG.atError().setCause(e).log("claiming webhooks failed");
        try {
            pause.until(stop, BETWEEN_WRITES);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Claims and starts what there is room for; looks at each target with something due at most
     * once. How many were started.
     */
    int pass() {
        var start = cursor;
        int started = sweep(start, AFTER_ALL);
        return start.isEmpty() ? started : started + sweep("", start);
    }

    private int sweep(String after, String until) {
        int started = 0;
        var last = after;
        while (!stopping && !room.full()) {
            var from = last;
            var targets =
                    database.read(
                            tx ->
                                    JdbcClaims.dueTargets(
                                            tx, from, until, clock.instant(), LARGEST_STEP));
            var reserved = room.reserve(targets);
            if (!reserved.isEmpty()) {
                started += claim(reserved);
            }
            if (targets.size() < LARGEST_STEP) {
                break;
            }
            last = targets.getLast();
        }
        return started;
    }

    private int claim(Map<String, Integer> reserved) {
        var claimed = new ArrayList<Claimed>();
        try {
            var now = clock.instant();
            claimed.addAll(
                    database.write(
                            tx -> {
                                var found = new ArrayList<Claimed>();
                                reserved.forEach(
                                        (target, limit) ->
                                                found.addAll(
                                                        JdbcClaims.claim(
                                                                tx, target, now, limit, node)));
                                return found;
                            }));
        } finally {
            giveBack(reserved, claimed);
        }
        for (var delivery : claimed) {
            cursor = delivery.target();
            start(delivery);
        }
        return claimed.size();
    }

    private void giveBack(Map<String, Integer> reserved, List<Claimed> claimed) {
        reserved.forEach(
                (target, limit) -> {
                    var used = claimed.stream().filter(c -> c.target().equals(target)).count();
                    room.release(target, limit - (int) used);
                });
    }

    private void start(Claimed claimed) {
        var thread =
                Thread.ofVirtual()
                        .name("webhook-" + claimed.id())
                        .unstarted(() -> deliver(claimed));
        underWay.put(claimed.id(), thread);
        thread.start();
    }

    private void deliver(Claimed claimed) {
        AttemptResult result = null;
        try {
            var withdrawn = sender.withdrawn(claimed);
            if (withdrawn.isPresent()) {
                cancel(claimed, withdrawn.get());
                return;
            }
            var at = clock.instant();
            result = sender.send(claimed, at);
            conclude(claimed, at, result);
        } catch (InterruptedException _) {
            LOG.atDebug().addKeyValue("delivery_id", claimed.id()).log("left for the next start");
        } catch (RuntimeException | Error e) {
            putOff(claimed, e);
        } finally {
            if (result == null) {
                room.release(claimed.target(), 1);
            } else {
                room.ended(claimed.target(), result);
            }
            underWay.remove(claimed.id());
            wake();
        }
    }

    private void cancel(Claimed claimed, String reason) {
        database.write(
                claimed.accountId(),
                tx -> {
                    JdbcClaims.cancel(tx, claimed, reason, node, clock.instant());
                    return claimed;
                });
    }

    private void conclude(Claimed claimed, Instant at, AttemptResult result)
            throws InterruptedException {
        if (stopping && result instanceof AttemptResult.Unanswered) {
            throw new InterruptedException("cut by the stop; nobody knows whether it arrived");
        }
        metrics.counter("conch.webhooks.attempts", "outcome", result.outcome()).increment();
        var verdict = schedule.after(result, claimed.tries() + 1, clock.instant());
        keep(claimed, toAttempt(claimed, at, result), verdict);
    }

    private static DeliveryAttempt toAttempt(Claimed claimed, Instant at, AttemptResult result) {
        return switch (result) {
            case AttemptResult.Answered(int status, var retryAfter, var took) ->
                    new DeliveryAttempt(
                            claimed.attempts() + 1,
                            at,
                            status,
                            took,
                            result.error(),
                            retryAfter.isEmpty() ? null : retryAfter);
            case AttemptResult.Unanswered(_, var error, var took) ->
                    new DeliveryAttempt(claimed.attempts() + 1, at, null, took, error, null);
        };
    }

    /**
     * Writes a result, however long the database is away: sending again what was accepted would be
     * worse than waiting. As many wait as are under way at most.
     */
    private void keep(Claimed claimed, DeliveryAttempt attempt, Verdict verdict)
            throws InterruptedException {
        for (int failures = 0; ; failures++) {
            try {
                database.write(
                        claimed.accountId(),
                        tx -> {
                            ResultWriter.write(tx, claimed, attempt, verdict, clock.instant());
                            return claimed;
                        });
                return;
            } catch (RuntimeException e) {
                if (failures % 60 == 0) {
                    LOG.atError()
                            .addKeyValue("delivery_id", claimed.id())
                            .setCause(e)
                            .log("a webhook's result cannot be written yet");
                }
                pause.until(new Bell(), BETWEEN_WRITES);
            }
        }
    }

    /** Something broke before anything was sent: not the receiver's fault, so not an attempt. */
    private void putOff(Claimed claimed, Throwable cause) {
        if (stopping) {
            return;
        }
        LOG.atError()
                .addKeyValue("delivery_id", claimed.id())
                .setCause(cause)
                .log("a webhook could not be sent");
        try {
            database.write(
                    claimed.accountId(),
                    tx -> {
                        JdbcClaims.putOff(tx, claimed, clock.instant().plus(PUT_OFF), node);
                        return claimed;
                    });
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("and stays claimed until the next start");
        }
    }

    /** For tests: waits until nothing is under way. */
    void finish() throws InterruptedException {
        for (var thread : List.copyOf(underWay.values())) {
            thread.join();
        }
    }

    /**
     * Stops claiming, gives what is under way a second, leaves the rest to the next start and frees
     * it.
     */
    @Override
    public void close() {
        stopping = true;
        long end = System.nanoTime() + LONGEST_STOP.toNanos();
        var running = loop;
        stop.ring();
        wake(); // an interrupt would break the connection that it may be reading from
        try {
            if (running != null) {
                running.join(LONGEST_STOP);
            }
            joinAll(end - LONGEST_STOP.toNanos() / 2);
            underWay.values().forEach(Thread::interrupt);
            joinAll(end);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        try {
            database.write(tx -> JdbcClaims.free(tx, node));
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("the next start frees this node's webhooks");
        }
    }

    private void joinAll(long end) throws InterruptedException {
        for (var thread : List.copyOf(underWay.values())) {
            long left = end - System.nanoTime();
            if (left > 0) {
                thread.join(Duration.ofNanos(left));
            }
        }
    }
}
