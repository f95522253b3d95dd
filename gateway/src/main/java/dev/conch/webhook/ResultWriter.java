package dev.conch.webhook;

import dev.conch.db.Transaction;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;

/**
 * Writes what became of an attempt, with all that follows from it. The same result again changes
 * nothing, so it can be written until it is known to be kept.
 */
final class ResultWriter {
    private static final Logger LOG = LoggerFactory.getLogger(ResultWriter.class);

    /** An endpoint that accepts nothing for so long is disabled. */
    static final Duration PATIENCE = Duration.ofDays(5);

    private ResultWriter() {}

    static void write(
            Transaction tx,
            Claimed claimed,
            DeliveryAttempt attempt,
            Verdict verdict,
            Instant now) {
        JdbcClaims.insertAttempt(tx, claimed, attempt);
        var state =
                switch (verdict) {
                    case Verdict.Delivered _ -> DeliveryState.DELIVERED;
                    case Verdict.Again _ -> DeliveryState.PENDING;
                    case Verdict.GivenUp _, Verdict.Gone _ -> DeliveryState.FAILED;
                };
        var dueAt = verdict instanceof Verdict.Again(var at) ? at : now;
        if (!JdbcClaims.end(tx, claimed, attempt, state, dueAt, now)) {
            return;
        }
        if (state == DeliveryState.PENDING) {
            JdbcClaims.delayFollowers(tx, claimed, dueAt);
        }
        var endpoint = claimed.endpointId();
        if (endpoint != null) {
            tell(tx, endpoint, verdict, attempt.at(), now);
        }
    }

    private static void tell(
            Transaction tx, String endpoint, Verdict verdict, Instant at, Instant now) {
        switch (verdict) {
            case Verdict.Delivered _ -> JdbcEndpoints.succeeded(tx, endpoint);
            case Verdict.Gone _ -> disable(tx, endpoint, Disabling.GONE, now);
            case Verdict.Again _, Verdict.GivenUp _ -> {
                JdbcEndpoints.failed(tx, endpoint, at);
                var since = JdbcEndpoints.find(tx, endpoint).map(Endpoint::failingSince);
                if (since.isPresent() && !since.get().plus(PATIENCE).isAfter(now)) {
                    disable(tx, endpoint, Disabling.FAILING, now);
                }
            }
        }
    }

    private static void disable(Transaction tx, String endpoint, String reason, Instant now) {
        if (Disabling.disable(tx, endpoint, reason, now)) {
            LOG.atWarn()
                    .addKeyValue("endpoint_id", endpoint)
                    .addKeyValue("reason", reason)
                    .log("webhook endpoint disabled");
        }
    }
}
