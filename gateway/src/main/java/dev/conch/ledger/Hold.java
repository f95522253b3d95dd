package dev.conch.ledger;

import dev.conch.base.Money;
import dev.conch.ledger.Transfer.Kind;

import java.time.Instant;
import java.util.Locale;

/**
 * Money set aside from one fund of a customer.
 *
 * @param id {@code hold:}, what it is for, and the fund
 */
record Hold(String id, Fund fund, long accountId, Money amount) {
    static final String PREFIX = "hold:";
    private static final String REASON = "task";

    static Hold of(Fund fund, long accountId, String subject, Money amount) {
        return new Hold(idOf(fund, subject), fund, accountId, amount);
    }

    static String idOf(Fund fund, String subject) {
        return PREFIX + subject + ":" + fund.name().toLowerCase(Locale.ROOT);
    }

    String ledgerAccount() {
        return LedgerAccounts.of(fund, accountId);
    }

    Transfer begun(Instant now) {
        return transfer(id, Kind.HOLD, amount, now);
    }

    /** The end has an id made from the hold's, so that a second end cannot be inserted. */
    Transfer ended(Kind kind, Money charged, Instant now) {
        var end = transfer("end:" + id, kind, charged, now);
        return new Transfer(
                end.id(), accountId, kind, end.debit(), end.credit(), charged, id, REASON, now);
    }

    private Transfer transfer(String transferId, Kind kind, Money money, Instant now) {
        return new Transfer(
                transferId,
                accountId,
                kind,
                ledgerAccount(),
                LedgerAccounts.revenue(accountId),
                money,
                null,
                REASON,
                now);
    }
}
