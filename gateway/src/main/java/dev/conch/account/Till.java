package dev.conch.account;

import dev.conch.base.Money;
import dev.conch.db.Transaction;
import dev.conch.ledger.Fund;
import dev.conch.ledger.Ledger;

import java.util.Map;
import java.util.Objects;

/**
 * Where operators give customers money or correct it: each time with a reason, and in the audit
 * log. Shared between threads.
 */
public final class Till {
    private final Ledger ledger;

    public Till(Ledger ledger) {
        this.ledger = ledger;
    }

    /** Gives a customer money, paid for or as a present; the transfer's id. */
    public String topUp(
            Transaction tx, Audit.Change change, Fund fund, Money amount, String reason) {
        long account = account(change);
        var id =
                switch (fund) {
                    case PAID -> ledger.topUp(tx, account, amount, reason, change.at());
                    case BONUS -> ledger.bonus(tx, account, amount, reason, change.at());
                };
        record(tx, change, "account.top_up", id, amount, reason);
        return id;
    }

    /**
     * Corrects the paid balance by a signed amount; the transfer's id.
     *
     * @throws dev.conch.base.GatewayException {@code request_conflict} when more would be taken
     *     than is available
     */
    public String adjust(Transaction tx, Audit.Change change, Money amount, String reason) {
        var id = ledger.adjust(tx, account(change), amount, reason, change.at());
        record(tx, change, "account.adjust", id, amount, reason);
        return id;
    }

    private static long account(Audit.Change change) {
        return Objects.requireNonNull(change.accountId(), "money is always somebody's");
    }

    private static void record(
            Transaction tx,
            Audit.Change change,
            String action,
            String transfer,
            Money amount,
            String reason) {
        Audit.record(
                tx,
                change,
                action,
                transfer,
                Map.of("amount_micro_cents", amount.microCents(), "reason", reason));
    }
}
