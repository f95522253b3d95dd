package dev.conch.ledger;

import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;
import dev.conch.base.Money;
import dev.conch.base.TaskId;
import dev.conch.db.Database;
import dev.conch.db.Transaction;
import dev.conch.ledger.Transfer.Kind;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Moves money, always inside the transaction of what it pays for. Shared between threads.
 *
 * <p>Money is held for a subject (a task by its id) at accept and ended exactly once: posted to
 * revenue or returned. Bonus money is held before paid money, one hold for each; a unique index
 * lets one transfer end a hold. Every customer has ledger accounts of its own, so that on
 * PostgreSQL no row is hot across customers.
 */
public final class Ledger {
    private final Database database;

    public Ledger(Database database) {
        this.database = database;
    }

    /** Opens a customer's ledger accounts with empty balances. */
    public void open(Transaction tx, long accountId) {
        for (var id :
                List.of(
                        LedgerAccounts.paid(accountId),
                        LedgerAccounts.revenue(accountId),
                        LedgerAccounts.funding(accountId))) {
            JdbcLedger.open(tx, id);
        }
    }

    /** Gives a customer money that was paid for; the transfer's id. */
    public String topUp(Transaction tx, long accountId, Money amount, String reason, Instant now) {
        return bring(
                tx,
                new Way(
                                Kind.FUND,
                                LedgerAccounts.funding(accountId),
                                LedgerAccounts.paid(accountId))
                        .transfer(accountId, amount, reason, now));
    }

    /** Gives a customer money as a present; the transfer's id. */
    public String bonus(Transaction tx, long accountId, Money amount, String reason, Instant now) {
        return bring(
                tx,
                new Way(
                                Kind.BONUS,
                                LedgerAccounts.promotion(accountId),
                                LedgerAccounts.bonus(accountId))
                        .transfer(accountId, amount, reason, now));
    }

    /**
     * Corrects the paid balance by a signed amount; the transfer's id.
     *
     * @throws GatewayException {@code request_conflict} when more would be taken than is available
     */
    public String adjust(Transaction tx, long accountId, Money amount, String reason, Instant now) {
        var paid = LedgerAccounts.paid(accountId);
        var other = LedgerAccounts.adjustment(accountId);
        if (amount.microCents() >= 0) {
            return bring(
                    tx, new Way(Kind.ADJUST, other, paid).transfer(accountId, amount, reason, now));
        }
        var available = JdbcLedger.available(tx, accountId).paid();
        if (available.compareTo(amount.negated()) < 0) {
            throw new GatewayException(
                    ErrorCode.REQUEST_CONFLICT,
                    "The paid balance is %d cents: it cannot be lowered by %d cents"
                            .formatted(available.cents(), amount.negated().centsRoundedUp()));
        }
        return bring(
                tx,
                new Way(Kind.ADJUST, paid, other)
                        .transfer(accountId, amount.negated(), reason, now));
    }

    private static String bring(Transaction tx, Transfer transfer) {
        JdbcLedger.open(tx, transfer.debit());
        JdbcLedger.open(tx, transfer.credit());
        JdbcLedger.move(tx, transfer);
        JdbcLedger.insert(tx, transfer);
        return transfer.id();
    }

    /**
     * Sets {@code price} aside for {@code subject}. Locks the customer's balance until the end of
     * the transaction, so what is decided after it is decided alone.
     *
     * @throws GatewayException {@code insufficient_credits} when the customer has less, decided
     *     inside the transaction
     */
    public void hold(Transaction tx, long accountId, String subject, Money price, Instant now) {
        var available = JdbcLedger.available(tx, accountId);
        if (available.total().compareTo(price) < 0) {
            throw new GatewayException(
                    ErrorCode.INSUFFICIENT_CREDITS,
                    "Insufficient credits: this costs %d cents and the balance is %d cents"
                            .formatted(price.centsRoundedUp(), available.total().cents()));
        }
        var fromBonus = available.bonus().atMost(price);
        if (fromBonus.isPositive()) {
            hold(tx, Hold.of(Fund.BONUS, accountId, subject, fromBonus), now);
        }
        var fromPaid = price.minus(fromBonus);
        if (fromPaid.isPositive() || !fromBonus.isPositive()) {
            hold(tx, Hold.of(Fund.PAID, accountId, subject, fromPaid), now);
        }
    }

    private static void hold(Transaction tx, Hold hold, Instant now) {
        JdbcLedger.addHeld(tx, hold.ledgerAccount(), hold.amount());
        JdbcLedger.insert(tx, hold.begun(now));
    }

    /**
     * Ends a subject's hold by charging {@code price}; what was held above it returns to the
     * customer.
     *
     * @throws IllegalStateException if the hold is unknown, already ended or smaller than {@code
     *     price}
     */
    public void post(Transaction tx, long accountId, String subject, Money price, Instant now) {
        var holds = openHolds(tx, accountId, subject);
        var held = holds.stream().map(Hold::amount).reduce(Money.ZERO, Money::plus);
        if (price.compareTo(held) > 0) {
            throw new IllegalStateException(
                    "%s: cannot post %d micro-cents of %d held"
                            .formatted(subject, price.microCents(), held.microCents()));
        }
        var left = price;
        for (var hold : holds) {
            var charged = hold.amount().atMost(left);
            left = left.minus(charged);
            end(tx, hold, charged, now);
        }
    }

    /**
     * Ends a subject's hold without a charge.
     *
     * @throws IllegalStateException if the hold is unknown or already ended
     */
    public void release(Transaction tx, long accountId, String subject, Instant now) {
        for (var hold : openHolds(tx, accountId, subject)) {
            JdbcLedger.insert(tx, hold.ended(Kind.VOID, hold.amount(), now));
            JdbcLedger.addHeld(tx, hold.ledgerAccount(), hold.amount().negated());
        }
    }

    private static void end(Transaction tx, Hold hold, Money charged, Instant now) {
        var posted = hold.ended(Kind.POST, charged, now);
        JdbcLedger.insert(tx, posted);
        JdbcLedger.addHeld(tx, hold.ledgerAccount(), hold.amount().negated());
        JdbcLedger.move(tx, posted);
    }

    /** Bonus first. */
    private static List<Hold> openHolds(Transaction tx, long accountId, String subject) {
        var holds = JdbcLedger.openHolds(tx, accountId, subject);
        if (holds.isEmpty()) {
            throw new IllegalStateException(
                    "the hold of " + subject + " is unknown or already ended");
        }
        return holds;
    }

    /** From which ledger account to which, and what for. */
    private record Way(Kind kind, String debit, String credit) {
        Transfer transfer(long accountId, Money amount, String reason, Instant now) {
            return new Transfer(
                    kind.name().toLowerCase(Locale.ROOT) + ":" + TaskId.next(),
                    accountId,
                    kind,
                    debit,
                    credit,
                    amount,
                    null,
                    reason,
                    now);
        }
    }

    /** A customer's balance; {@code midnight} starts the day that {@code spentToday} counts. */
    public Balance balance(long accountId, Instant midnight) {
        return database.read(tx -> JdbcLedger.balance(tx, accountId, midnight));
    }

    /** All transfers of one subject, in order. */
    public List<Transfer> transfersOf(String subject) {
        return database.read(tx -> JdbcLedger.transfersOf(tx, subject));
    }

    /** A transfer by its id. */
    public Optional<Transfer> find(String id) {
        return database.read(tx -> JdbcLedger.find(tx, id));
    }

    /**
     * What moved a customer's money: top-ups, presents, corrections and charges, the newest first.
     *
     * @param before only those older than this one; null for the newest
     */
    public List<Transfer> entries(long accountId, @Nullable Transfer before, int limit) {
        return database.read(tx -> JdbcLedger.entries(tx, accountId, before, limit));
    }

    /** What all ledger accounts add up to, in micro-cents; 0 in a sound ledger. */
    public long imbalance() {
        return database.read(JdbcLedger::sumOfBalances);
    }

    /**
     * Checks the whole ledger against its transfers. Reads everything: for a job and an operator,
     * not per request.
     */
    public Audit audit() {
        return database.read(JdbcLedger::audit);
    }
}
