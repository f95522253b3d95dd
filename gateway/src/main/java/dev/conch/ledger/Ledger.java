package dev.conch.ledger;

import dev.conch.base.Cents;
import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;
import dev.conch.base.TaskId;
import dev.conch.db.Database;
import dev.conch.db.Transaction;
import java.time.Instant;

/**
 * Moves money, always inside the transaction of what it pays for. Shared between threads.
 *
 * <p>A task's money is held at accept and ended exactly once: posted to revenue or returned. The
 * hold of a task has the task's id, and a unique index lets one transfer end it.
 */
public final class Ledger {
    private static final String REVENUE = "revenue";
    private static final String FUNDING = "funding";

    private final Database database;

    public Ledger(Database database) {
        this.database = database;
    }

    /** Opens a customer's ledger account with an empty balance. */
    public void open(Transaction tx, long accountId) {
        JdbcLedger.open(tx, FUNDING);
        JdbcLedger.open(tx, REVENUE);
        JdbcLedger.open(tx, customer(accountId));
    }

    /** Gives a customer money from outside. */
    public void fund(Transaction tx, long accountId, Cents amount, String reason, Instant now) {
        var id = "fund:" + TaskId.next();
        JdbcLedger.move(tx, FUNDING, customer(accountId), amount);
        JdbcLedger.insert(tx, Transfer.fund(id, FUNDING, customer(accountId), amount, reason, now));
    }

    /**
     * Sets {@code price} aside for a task.
     *
     * @throws GatewayException {@code insufficient_credits} when the customer has less, decided
     *     inside the transaction
     */
    public void hold(Transaction tx, long accountId, TaskId task, Cents price, Instant now) {
        if (!JdbcLedger.hold(tx, customer(accountId), price)) {
            throw new GatewayException(
                    ErrorCode.INSUFFICIENT_CREDITS,
                    "Insufficient credits: this task costs %d cents and the balance is %d cents"
                            .formatted(
                                    price.value(), JdbcLedger.available(tx, customer(accountId))));
        }
        JdbcLedger.insert(
                tx, Transfer.hold(holdId(task), customer(accountId), REVENUE, price, now));
    }

    /**
     * Ends a task's hold by charging {@code price}; what was held above it returns to the customer.
     *
     * @throws IllegalStateException if the hold is unknown, already ended or smaller than {@code
     *     price}
     */
    public void post(Transaction tx, long accountId, TaskId task, Cents price, Instant now) {
        var held = JdbcLedger.held(tx, holdId(task));
        if (price.compareTo(held) > 0) {
            throw new IllegalStateException(
                    "task %s: cannot post %d cents of %d held"
                            .formatted(task, price.value(), held.value()));
        }
        JdbcLedger.insert(
                tx, Transfer.end("post", holdId(task), customer(accountId), REVENUE, price, now));
        JdbcLedger.release(tx, customer(accountId), held);
        JdbcLedger.move(tx, customer(accountId), REVENUE, price);
    }

    /**
     * Ends a task's hold without a charge.
     *
     * @throws IllegalStateException if the hold is unknown or already ended
     */
    public void release(Transaction tx, long accountId, TaskId task, Instant now) {
        var held = JdbcLedger.held(tx, holdId(task));
        JdbcLedger.insert(
                tx, Transfer.end("void", holdId(task), customer(accountId), REVENUE, held, now));
        JdbcLedger.release(tx, customer(accountId), held);
    }

    /** A customer's balance; {@code midnight} starts the day that {@code spentToday} counts. */
    public Balance balance(long accountId, Instant midnight) {
        return database.read(tx -> JdbcLedger.balance(tx, customer(accountId), midnight));
    }

    /** What all ledger accounts add up to, in cents; 0 in a sound ledger. */
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

    private static String customer(long accountId) {
        return "customer:" + accountId;
    }

    private static String holdId(TaskId task) {
        return "hold:" + task;
    }
}
