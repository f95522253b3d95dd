package dev.conch.webhook;

import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;
import dev.conch.base.TaskId;
import dev.conch.db.Database;
import dev.conch.db.Transaction;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What was sent to whom, and how it went; and the way to send it again. Shared between threads. */
public final class DeliveryLog {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryLog.class);
    private static final int STEP = 500;

    /** How many steps {@link #forget} takes at most. */
    private static final int MOST_STEPS = 100;

    private final Database database;
    private final Clock clock;

    DeliveryLog(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * A page of an account's deliveries, the newest first.
     *
     * @throws GatewayException {@code malformed_request} for a cursor that is none of ours
     */
    public DeliveryPage list(long accountId, DeliveryQuery query) {
        long before = before(query.cursor());
        var found =
                database.<List<Delivery>>read(
                        tx -> JdbcDeliveries.page(tx, accountId, query, before, query.limit() + 1));
        if (found.size() <= query.limit()) {
            return new DeliveryPage(found, null);
        }
        var page = found.subList(0, query.limit());
        return new DeliveryPage(List.copyOf(page), Long.toString(page.getLast().sequence()));
    }

    private static long before(@Nullable String cursor) {
        if (cursor == null) {
            return Long.MAX_VALUE;
        }
        try {
            return Long.parseLong(cursor);
        } catch (NumberFormatException _) {
            throw new GatewayException(ErrorCode.MALFORMED_REQUEST, "The cursor is not valid");
        }
    }

    public DeliveryDetails get(long accountId, String deliveryId) {
        return database.read(
                tx ->
                        new DeliveryDetails(
                                find(tx, accountId, deliveryId),
                                JdbcDeliveries.attempts(tx, deliveryId),
                                JdbcDeliveries.body(tx, accountId, deliveryId).orElse(null)));
    }

    private static Delivery find(Transaction tx, long accountId, String deliveryId) {
        return JdbcDeliveries.find(tx, accountId, deliveryId)
                .orElseThrow(
                        () ->
                                new GatewayException(
                                        ErrorCode.NOT_FOUND,
                                        "There is no webhook delivery " + deliveryId));
    }

    /** All that was told of a task, with every attempt, the oldest first; without bodies. */
    public List<DeliveryDetails> of(long accountId, TaskId task) {
        return database.read(
                tx ->
                        JdbcDeliveries.of(tx, accountId, task).stream()
                                .map(
                                        delivery ->
                                                new DeliveryDetails(
                                                        delivery,
                                                        JdbcDeliveries.attempts(tx, delivery.id()),
                                                        null))
                                .toList());
    }

    /**
     * Sends a delivery again, delivered or not: same id, same body, due now, all tries ahead.
     *
     * @throws GatewayException {@code request_conflict} if its endpoint is disabled or deleted
     */
    public Delivery redeliver(long accountId, String deliveryId) {
        return database.write(
                accountId,
                tx -> {
                    var delivery = find(tx, accountId, deliveryId);
                    if (delivery.endpointId() != null) {
                        requireEnabled(JdbcEndpoints.find(tx, delivery.endpointId()).orElse(null));
                    }
                    JdbcRedeliveries.again(tx, delivery.sequence(), clock.instant());
                    tx.signal(Deliverer.CHANNEL, "due");
                    return find(tx, accountId, deliveryId);
                });
    }

    /**
     * Sends again what was not delivered of all that was created since: after an outage.
     *
     * @param endpointId null for all enabled endpoints and the callbacks
     * @return how many
     */
    public int redeliverSince(long accountId, @Nullable String endpointId, Instant since) {
        if (endpointId != null) {
            var endpoint = database.read(tx -> Webhooks.find(tx, accountId, endpointId));
            requireEnabled(endpoint);
        }
        int all = 0;
        long before = Long.MAX_VALUE;
        while (true) {
            var from = before;
            var step =
                    database.write(accountId, tx -> again(tx, accountId, endpointId, from, since));
            all += step.size();
            if (step.size() < STEP) {
                return all;
            }
            before = step.getLast();
        }
    }

    private List<Long> again(
            Transaction tx,
            long accountId,
            @Nullable String endpointId,
            long before,
            Instant since) {
        var now = clock.instant();
        var range = new JdbcRedeliveries.Range(before, since, now, STEP);
        var found = JdbcRedeliveries.undelivered(tx, accountId, endpointId, range);
        found.forEach(sequence -> JdbcRedeliveries.again(tx, sequence, now));
        tx.signal(Deliverer.CHANNEL, "due");
        return found;
    }

    static void requireEnabled(@Nullable Endpoint endpoint) {
        if (endpoint == null) {
            throw new GatewayException(ErrorCode.REQUEST_CONFLICT, "The endpoint was deleted");
        }
        if (!endpoint.enabled()) {
            throw new GatewayException(
                    ErrorCode.REQUEST_CONFLICT, "The endpoint is disabled; enable it first");
        }
    }

    /**
     * Deletes deliveries that ended longer than {@code kept} ago, with their bodies and attempts;
     * never one that waits or is under way. A step at a time, each in a transaction of its own, and
     * only so many at once that other chores have their turn. Safe beside itself on other nodes.
     *
     * @return how many
     */
    public int forget(Duration kept) {
        var before = clock.instant().minus(kept);
        int all = 0;
        for (int i = 0; i < MOST_STEPS && anyEnded(before); i++) {
            int step = database.write(tx -> JdbcPruning.delete(tx, before, STEP));
            all += step;
            if (step < STEP) {
                break; // that was all, or another node is at it
            }
        }
        if (all > 0) {
            LOG.atInfo().addKeyValue("deliveries", all).log("old webhook deliveries deleted");
        }
        return all;
    }

    /** Asked first, since even a transaction that writes nothing costs a commit. */
    private boolean anyEnded(Instant before) {
        return database.read(tx -> JdbcPruning.any(tx, before));
    }
}
