package dev.conch.account;

import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;
import dev.conch.base.Money;
import dev.conch.db.Database;
import dev.conch.db.Transaction;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/**
 * Budgets: counted in the transaction that accepts a task, given back in the one that ends it for
 * less. Shared between threads.
 *
 * <p>Every charge comes after {@link dev.conch.ledger.Ledger#hold}, which locks the customer's
 * balance; so charges of one customer never race, on whichever nodes they run.
 */
public final class Budgets {
    private final Database database;
    private final Clock clock;

    public Budgets(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** A budget and how much of it is gone in the span of now. */
    public record Use(Budget budget, long used) {
        public long left() {
            return Math.max(0, budget.most() - used);
        }
    }

    /** Whose budgets a task is charged to. */
    public record Owners(long accountId, long projectId, String apiKeyId) {
        String account() {
            return "account:" + accountId;
        }

        String project() {
            return "project:" + projectId;
        }

        String key() {
            return "key:" + apiKeyId;
        }
    }

    /**
     * Counts a new task and its price.
     *
     * @throws GatewayException {@code budget_exceeded} (pay) or {@code rate_limited} (wait) when it
     *     does not fit
     */
    public void charge(Transaction tx, Owners owners, Money price, Instant now) {
        for (var budget : JdbcBudgets.of(tx, owners)) {
            long amount = budget.unit() == Budget.Unit.TASKS ? 1 : price.microCents();
            long used = JdbcBudgets.used(tx, budget, budget.span(now));
            if (used + amount > budget.most()) {
                throw refusal(budget, used, now);
            }
            JdbcBudgets.add(tx, budget, budget.span(now), amount);
        }
    }

    /** Returns what a task was counted with and did not cost; its number stays counted. */
    public void giveBack(Transaction tx, Owners owners, Money unspent, Instant acceptedAt) {
        if (!unspent.isPositive()) {
            return;
        }
        for (var budget : JdbcBudgets.of(tx, owners)) {
            if (budget.unit() == Budget.Unit.MICROCENTS) {
                JdbcBudgets.subtract(tx, budget, budget.span(acceptedAt), unspent.microCents());
            }
        }
    }

    private static GatewayException refusal(Budget budget, long used, Instant now) {
        var whose = budget.owner().substring(0, budget.owner().indexOf(':'));
        var next = budget.nextSpan(now);
        var when =
                switch (budget.period()) {
                    case DAY -> " a day";
                    case MONTH -> " a month";
                    case TOTAL -> " in all";
                };
        var until =
                next.map(at -> "; the next " + budget.period().wireName() + " begins at " + at)
                        .orElse("");
        if (budget.unit() == Budget.Unit.TASKS) {
            var message =
                    "This %s may start %d tasks%s%s".formatted(whose, budget.most(), when, until);
            return next.map(
                            at ->
                                    new GatewayException(ErrorCode.RATE_LIMITED, message)
                                            .retryAfter(Duration.between(now, at)))
                    .orElseGet(() -> new GatewayException(ErrorCode.BUDGET_EXCEEDED, message));
        }
        return new GatewayException(
                ErrorCode.BUDGET_EXCEEDED,
                "The budget of this %s is %d cents%s, of which %d are left%s"
                        .formatted(
                                whose,
                                new Money(budget.most()).cents(),
                                when,
                                new Money(Math.max(0, budget.most() - used)).cents(),
                                until));
    }

    /** All budgets of an account, its projects and keys, with what is gone of them. */
    public List<Use> list(long accountId) {
        var now = clock.instant();
        return database.read(
                tx ->
                        JdbcBudgets.ofAccount(tx, accountId).stream()
                                .map(b -> new Use(b, JdbcBudgets.used(tx, b, b.span(now))))
                                .toList());
    }

    /**
     * Sets a budget; what was spent in its span before counts. Replaces one of the same owner, unit
     * and period.
     *
     * @param owner {@code account:N}, {@code project:N} or {@code key:token_…}; its existence is
     *     the caller's to check
     */
    public Use set(String actor, long accountId, String owner, Order order) {
        var change = new Audit.Change(actor, accountId, clock.instant());
        return database.write(
                accountId,
                tx -> {
                    JdbcBudgets.lock(tx, accountId);
                    JdbcBudgets.delete(tx, owner, order.unit(), order.period());
                    var budget = JdbcBudgets.insert(tx, accountId, owner, order, change.at());
                    long used = JdbcBudgets.spentBefore(tx, budget, change.at());
                    JdbcBudgets.add(tx, budget, budget.span(change.at()), used);
                    Audit.record(
                            tx,
                            change,
                            "budget.set",
                            owner,
                            Map.of(
                                    "unit", order.unit(),
                                    "period", order.period(),
                                    "most", order.most(),
                                    "time_zone", order.zone().getId()));
                    return new Use(budget, used);
                });
    }

    /** What a budget shall be. */
    public record Order(Budget.Unit unit, Budget.Period period, long most, ZoneId zone) {}

    /**
     * Takes a budget away.
     *
     * @throws GatewayException {@code not_found}, also for a stranger's budget
     */
    public void remove(String actor, long accountId, long id) {
        var change = new Audit.Change(actor, accountId, clock.instant());
        database.write(
                accountId,
                tx -> {
                    var budget =
                            JdbcBudgets.ofAccount(tx, accountId).stream()
                                    .filter(b -> b.id() == id)
                                    .findFirst()
                                    .orElseThrow(() -> Accounts.notFound("budget " + id));
                    JdbcBudgets.delete(tx, budget.owner(), budget.unit(), budget.period());
                    Audit.record(
                            tx,
                            change,
                            "budget.remove",
                            budget.owner(),
                            Map.of("unit", budget.unit(), "period", budget.period()));
                    return budget;
                });
    }
}
