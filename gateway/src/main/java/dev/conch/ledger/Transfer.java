package dev.conch.ledger;

import dev.conch.base.Cents;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One line of the ledger.
 *
 * @param kind {@code fund}, {@code hold}, {@code post} or {@code void}
 * @param debit the ledger account that gives
 * @param credit the ledger account that gets
 * @param holdId the hold that a post or void ends
 */
record Transfer(
        String id,
        String kind,
        String debit,
        String credit,
        Cents amount,
        @Nullable String holdId,
        String reason,
        Instant createdAt) {

    static Transfer fund(
            String id, String debit, String credit, Cents amount, String reason, Instant now) {
        return new Transfer(id, "fund", debit, credit, amount, null, reason, now);
    }

    static Transfer hold(String id, String debit, String credit, Cents amount, Instant now) {
        return new Transfer(id, "hold", debit, credit, amount, null, "task", now);
    }

    /**
     * The end of a hold; its id is made from the hold's, so that a second end cannot be inserted.
     */
    static Transfer end(
            String kind, String holdId, String debit, String credit, Cents amount, Instant now) {
        return new Transfer("end:" + holdId, kind, debit, credit, amount, holdId, "task", now);
    }
}
