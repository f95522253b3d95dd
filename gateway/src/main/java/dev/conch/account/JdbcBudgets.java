package dev.conch.account;

import dev.conch.db.Sql;
import dev.conch.db.Transaction;

import java.time.Instant;
import java.util.List;

/** Budgets in tables {@code budget} and {@code budget_use}. */
final class JdbcBudgets {
    private static final String OF =
            "select * from budget where owner in (:account, :project, :key) order by id";
    private static final String OF_ACCOUNT =
            "select * from budget where account_id = :accountId order by owner, id";
    private static final String USED =
            """
            select coalesce((select used from budget_use where budget_id = :id and span = :span), 0)""";
    private static final String ADD =
            """
            insert into budget_use (budget_id, span, used) values (:id, :span, :amount)
            on conflict (budget_id, span) do update set used = budget_use.used + :amount""";
    private static final Sql SUBTRACT =
            Sql.of(
                    """
                    update budget_use set used = {greatest}(0, used - :amount)
                     where budget_id = :id and span = :span""");
    private static final String INSERT =
            """
            insert into budget (account_id, owner, unit, period, most, time_zone, created_at)
            values (:accountId, :owner, :unit, :period, :most, :zone, :createdAt) returning *""";
    private static final String FORGET_USE =
            """
            delete from budget_use where budget_id in
                   (select id from budget
                     where owner = :owner and unit = :unit and period = :period)""";
    private static final String DELETE =
            "delete from budget where owner = :owner and unit = :unit and period = :period";
    private static final Sql LOCK =
            Sql.of("select id from ledger_account where id = :id {for_update}");

    /** Of a task that ended, what it cost; of one that runs, what is held. */
    private static final String SPENT =
            """
            select coalesce(sum(case when ended_at is null then price_cents * 1000000
                                     else coalesce(charged_microcents, 0) end), 0),
                   count(*)
              from task where account_id = :accountId and created_at >= :since
               and (:owner = 'account:' || account_id or :owner = 'project:' || project_id
                    or :owner = 'key:' || api_key_id)""";

    private JdbcBudgets() {}

    static List<Budget> of(Transaction tx, Budgets.Owners owners) {
        return tx.handle()
                .createQuery(OF)
                .bind("account", owners.account())
                .bind("project", owners.project())
                .bind("key", owners.key())
                .map((row, _) -> AccountRow.toBudget(row))
                .list();
    }

    static List<Budget> ofAccount(Transaction tx, long accountId) {
        return tx.handle()
                .createQuery(OF_ACCOUNT)
                .bind("accountId", accountId)
                .map((row, _) -> AccountRow.toBudget(row))
                .list();
    }

    static long used(Transaction tx, Budget budget, String span) {
        return tx.handle()
                .createQuery(USED)
                .bind("id", budget.id())
                .bind("span", span)
                .map((row, _) -> row.getLong(1))
                .one();
    }

    static void add(Transaction tx, Budget budget, String span, long amount) {
        tx.handle()
                .createUpdate(ADD)
                .bind("id", budget.id())
                .bind("span", span)
                .bind("amount", amount)
                .execute();
    }

    static void subtract(Transaction tx, Budget budget, String span, long amount) {
        tx.handle()
                .createUpdate(tx.sql(SUBTRACT))
                .bind("id", budget.id())
                .bind("span", span)
                .bind("amount", amount)
                .execute();
    }

    static Budget insert(
            Transaction tx, long accountId, String owner, Budgets.Order order, Instant now) {
        return tx.handle()
                .createQuery(INSERT)
                .bind("accountId", accountId)
                .bind("owner", owner)
                .bind("unit", order.unit().storedName())
                .bind("period", order.period().wireName())
                .bind("most", order.most())
                .bind("zone", order.zone().getId())
                .bind("createdAt", now.toEpochMilli())
                .map((row, _) -> AccountRow.toBudget(row))
                .one();
    }

    static void delete(Transaction tx, String owner, Budget.Unit unit, Budget.Period period) {
        for (var sql : List.of(FORGET_USE, DELETE)) {
            tx.handle()
                    .createUpdate(sql)
                    .bind("owner", owner)
                    .bind("unit", unit.storedName())
                    .bind("period", period.wireName())
                    .execute();
        }
    }

    /** Keeps accepts of this customer out until the end of the transaction. */
    static void lock(Transaction tx, long accountId) {
        tx.handle()
                .createQuery(tx.sql(LOCK))
                .bind("id", "paid:" + accountId)
                .map((row, _) -> row.getString(1))
                .list();
    }

    /** What counts to the budget's present span and was accepted before the budget was set. */
    static long spentBefore(Transaction tx, Budget budget, Instant now) {
        return tx.handle()
                .createQuery(SPENT)
                .bind("accountId", budget.accountId())
                .bind("owner", budget.owner())
                .bind("since", budget.spanStart(now).toEpochMilli())
                .map(
                        (row, _) ->
                                budget.unit() == Budget.Unit.TASKS
                                        ? row.getLong(2)
                                        : row.getLong(1))
                .one();
    }
}
