package dev.conch.webhook;

import dev.conch.db.Transaction;

import java.time.Instant;

/** What it means that an endpoint is disabled. */
final class Disabling {
    static final String BY_OWNER = "Disabled by its owner";
    static final String GONE = "The receiver answered 410 Gone";
    static final String FAILING = "Nothing was accepted for 5 days";

    private Disabling() {}

    /**
     * Disables an endpoint, for its owner to see, and cancels what waits for it. False when it was
     * disabled before.
     */
    static boolean disable(Transaction tx, String endpointId, String reason, Instant now) {
        if (!JdbcEndpoints.disable(tx, endpointId, reason, now)) {
            return false;
        }
        JdbcDeliveries.cancel(
                tx, Targets.endpoint(endpointId), "The endpoint was disabled: " + reason, now);
        return true;
    }
}
