package dev.conch.ledger;

import dev.conch.base.Money;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

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
    /** What the money was held for: a task by its id; empty for what is not about a hold. */
    public Optional<String> subject() {
        var hold = kind == Kind.HOLD ? id : holdId;
        return hold == null
                ? Optional.empty()
                : Optional.of(hold.substring(Hold.PREFIX.length(), hold.lastIndexOf(':')));
    }

    /** Which of the customer's moneys it concerns. */
    public Fund fund() {
        return Stream.of(debit, credit).anyMatch(LedgerAccounts.bonus(accountId)::equals)
                ? Fund.BONUS
                : Fund.PAID;
    }

    /** What it added to the customer's balance; negative for a charge, nothing for a hold. */
    public Money gain() {
        return switch (kind) {
            case FUND, BONUS -> amount;
            case ADJUST ->
                    credit.equals(LedgerAccounts.paid(accountId)) ? amount : amount.negated();
            case POST -> amount.negated();
            case HOLD, VOID -> Money.ZERO;
        };
    }

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
