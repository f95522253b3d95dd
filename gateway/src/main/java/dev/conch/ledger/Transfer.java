package dev.conch.ledger;

import dev.conch.base.Money;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * One line of the ledger.
 *
 * @param accountId the customer whose ledger accounts it concerns
 * @param debit the ledger account that gives
 * @param credit the ledger account that gets
 * @param holdId the hold that a post or void ends
 */
public record Transfer(
        String id,
        long accountId,
        Kind kind,
        String debit,
        String credit,
        Money amount,
        @Nullable String holdId,
        String reason,
        Instant createdAt) {
    /** What a transfer does. */
    public enum Kind {
        /** Brings paid money in. */
        FUND,
        /** Gives money away. */
        BONUS,
        /** Corrects a balance, up or down. */
        ADJUST,
        /** Sets money aside; moves nothing yet. */
        HOLD,
        /** Ends a hold by a charge. */
        POST,
        /** Ends a hold without one. */
        VOID
    }
}
