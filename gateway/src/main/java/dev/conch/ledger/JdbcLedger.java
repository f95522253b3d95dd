package dev.conch.ledger;

import dev.conch.base.Money;
import dev.conch.db.Sql;
import dev.conch.db.Transaction;
import dev.conch.ledger.Transfer.Kind;

import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The ledger in tables {@code ledger_account} and {@code ledger_transfer}. */
final class JdbcLedger {
    private static final String OPEN =
            """
            insert into ledger_account (id, balance_microcents) values (:id, 0)
            on conflict do nothing""";
    private static final Sql AVAILABLE =
            Sql.of(
                    """
                    select id, balance_microcents - held_microcents from ledger_account
                     where id in (:bonus, :paid) order by id {for_update}""");
    private static final String ADD_HELD =
            """
            update ledger_account set held_microcents = held_microcents + :amount
             where id = :id""";
    private static final String ADD =
            """
            update ledger_account set balance_microcents = balance_microcents + :amount
             where id = :id""";
    private static final String INSERT =
            """
            insert into ledger_transfer (id, account_id, kind, debit, credit, amount_microcents,
                   hold_id, reason, created_at)
            values (:id, :accountId, :kind, :debit, :credit, :amount, :holdId, :reason, :createdAt)""";
    private static final String OPEN_HOLDS =
            """
            select id, amount_microcents from ledger_transfer hold
             where id in (:bonus, :paid) and kind = 'hold'
               and not exists (select 1 from ledger_transfer ended where ended.hold_id = hold.id)
             order by id""";
    private static final String BALANCE =
            """
            select coalesce(sum(case when id = :paid then balance_microcents - held_microcents end), 0),
                   coalesce(sum(case when id = :bonus then balance_microcents - held_microcents end), 0),
                   coalesce(sum(held_microcents), 0),
                   (select coalesce(sum(amount_microcents), 0) from ledger_transfer
                     where account_id = :accountId and kind = 'post' and created_at >= :midnight),
                   coalesce(sum(case when id = :revenue then balance_microcents end), 0)
              from ledger_account where id in (:paid, :bonus, :revenue)""";
    private static final String SELECT =
            """
            select id, account_id, kind, debit, credit, amount_microcents, hold_id, reason, created_at
              from ledger_transfer
            """;
    private static final String OF_HOLDS =
            SELECT
                    + """
                    where id in (:bonus, :paid, 'end:' || :bonus, 'end:' || :paid)
                    order by created_at, kind""";
    private static final String FIND = SELECT + "where id = :id";
    private static final String NEWEST_ENTRIES =
            SELECT
                    + """
                    where account_id = :accountId and kind in ('fund', 'bonus', 'adjust', 'post')
                    order by created_at desc, id desc limit :limit""";

    /** Many entries can be of one millisecond, so their ids tell which are older. */
    private static final String ENTRIES =
            SELECT
                    + """
                    where account_id = :accountId and kind in ('fund', 'bonus', 'adjust', 'post')
                      and (created_at, id) < (:beforeAt, :beforeId)
                    order by created_at desc, id desc limit :limit""";

    private static final String SUM =
            "select coalesce(sum(balance_microcents), 0) from ledger_account";
    private static final String OVERDRAWN =
            """
            select count(*) from ledger_account
             where (id like 'paid:%' or id like 'bonus:%') and balance_microcents < held_microcents""";
    private static final String OFF =
            """
            with moved as (
                select credit as id, amount_microcents as amount, 0 as held
                  from ledger_transfer where kind in ('fund', 'bonus', 'adjust', 'post')
                union all
                select debit, -amount_microcents, 0
                  from ledger_transfer where kind in ('fund', 'bonus', 'adjust', 'post')
                union all
                select debit, 0, amount_microcents from ledger_transfer hold
                 where kind = 'hold'
                   and not exists (select 1 from ledger_transfer ended where ended.hold_id = hold.id)),
            expected as (select id, sum(amount) as amount, sum(held) as held from moved group by id)
            select count(*) from ledger_account a left join expected e on e.id = a.id
             where a.balance_microcents <> coalesce(e.amount, 0)
                or a.held_microcents <> coalesce(e.held, 0)""";

    private JdbcLedger() {}

    /** What can be held from each fund. */
    record Available(Money paid, Money bonus) {
        Money total() {
            return paid.plus(bonus);
        }
    }

    static void open(Transaction tx, String id) {
        tx.handle().createUpdate(OPEN).bind("id", id).execute();
    }

    /** Locks both funds until the end of the transaction. */
    static Available available(Transaction tx, long accountId) {
        var bonus = LedgerAccounts.bonus(accountId);
        var found =
                tx.handle()
                        .createQuery(tx.sql(AVAILABLE))
                        .bind("bonus", bonus)
                        .bind("paid", LedgerAccounts.paid(accountId))
                        .map(
                                (row, _) -> {
                                    var money = new Money(row.getLong(2));
                                    return bonus.equals(row.getString(1))
                                            ? new Available(Money.ZERO, money)
                                            : new Available(money, Money.ZERO);
                                })
                        .list();
        return found.stream()
                .reduce(
                        new Available(Money.ZERO, Money.ZERO),
                        (a, b) ->
                                new Available(a.paid().plus(b.paid()), a.bonus().plus(b.bonus())));
    }

    static void addHeld(Transaction tx, String id, Money amount) {
        tx.handle()
                .createUpdate(ADD_HELD)
                .bind("id", id)
                .bind("amount", amount.microCents())
                .execute();
    }

    static void move(Transaction tx, Transfer transfer) {
        add(tx, transfer.debit(), transfer.amount().negated());
        add(tx, transfer.credit(), transfer.amount());
    }

    private static void add(Transaction tx, String id, Money amount) {
        tx.handle().createUpdate(ADD).bind("id", id).bind("amount", amount.microCents()).execute();
    }

    static void insert(Transaction tx, Transfer transfer) {
        tx.handle()
                .createUpdate(INSERT)
                .bind("id", transfer.id())
                .bind("accountId", transfer.accountId())
                .bind("kind", transfer.kind().name().toLowerCase(Locale.ROOT))
                .bind("debit", transfer.debit())
                .bind("credit", transfer.credit())
                .bind("amount", transfer.amount().microCents())
                .bind("holdId", transfer.holdId())
                .bind("reason", transfer.reason())
                .bind("createdAt", transfer.createdAt().toEpochMilli())
                .execute();
    }

    static List<Hold> openHolds(Transaction tx, long accountId, String subject) {
        var bonus = Hold.idOf(Fund.BONUS, subject);
        return tx.handle()
                .createQuery(OPEN_HOLDS)
                .bind("bonus", bonus)
                .bind("paid", Hold.idOf(Fund.PAID, subject))
                .map(
                        (row, _) ->
                                new Hold(
                                        row.getString(1),
                                        bonus.equals(row.getString(1)) ? Fund.BONUS : Fund.PAID,
                                        accountId,
                                        new Money(row.getLong(2))))
                .list();
    }

    static Balance balance(Transaction tx, long accountId, Instant midnight) {
        return tx.handle()
                .createQuery(BALANCE)
                .bind("accountId", accountId)
                .bind("paid", LedgerAccounts.paid(accountId))
                .bind("bonus", LedgerAccounts.bonus(accountId))
                .bind("revenue", LedgerAccounts.revenue(accountId))
                .bind("midnight", midnight.toEpochMilli())
                .map(
                        (row, _) ->
                                new Balance(
                                        new Money(row.getLong(1)),
                                        new Money(row.getLong(2)),
                                        new Money(row.getLong(3)),
                                        new Money(row.getLong(4)),
                                        new Money(row.getLong(5))))
                .one();
    }

    static List<Transfer> transfersOf(Transaction tx, String subject) {
        return tx.handle()
                .createQuery(OF_HOLDS)
                .bind("bonus", Hold.idOf(Fund.BONUS, subject))
                .bind("paid", Hold.idOf(Fund.PAID, subject))
                .map((row, _) -> toTransfer(row))
                .list();
    }

    static Optional<Transfer> find(Transaction tx, String id) {
        return tx.handle()
                .createQuery(FIND)
                .bind("id", id)
                .map((row, _) -> toTransfer(row))
                .findOne();
    }

    static List<Transfer> entries(
            Transaction tx, long accountId, @Nullable Transfer before, int limit) {
        var query = tx.handle().createQuery(before == null ? NEWEST_ENTRIES : ENTRIES);
        if (before != null) {
            query.bind("beforeAt", before.createdAt().toEpochMilli()).bind("beforeId", before.id());
        }
        return query.bind("accountId", accountId)
                .bind("limit", limit)
                .map((row, _) -> toTransfer(row))
                .list();
    }

    private static Transfer toTransfer(ResultSet row) throws SQLException {
        return new Transfer(
                row.getString("id"),
                row.getLong("account_id"),
                Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                row.getString("debit"),
                row.getString("credit"),
                new Money(row.getLong("amount_microcents")),
                row.getString("hold_id"),
                row.getString("reason"),
                Instant.ofEpochMilli(row.getLong("created_at")));
    }

    static Audit audit(Transaction tx) {
        return new Audit(sumOfBalances(tx), count(tx, OFF), count(tx, OVERDRAWN));
    }

    static long sumOfBalances(Transaction tx) {
        return count(tx, SUM);
    }

    private static long count(Transaction tx, String sql) {
        return tx.handle().createQuery(sql).map((row, _) -> row.getLong(1)).one();
    }
}
