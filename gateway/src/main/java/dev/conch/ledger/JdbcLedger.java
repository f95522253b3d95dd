package dev.conch.ledger;

import dev.conch.base.Cents;
import dev.conch.db.Transaction;
import java.time.Instant;

/** The ledger in tables {@code ledger_account} and {@code ledger_transfer}. */
final class JdbcLedger {
    private static final String OPEN =
            "insert into ledger_account (id, balance_cents) values (:id, 0) on conflict do nothing";
    private static final String HOLD =
            """
            update ledger_account set held_cents = held_cents + :cents
             where id = :id and balance_cents - held_cents >= :cents""";
    private static final String RELEASE =
            "update ledger_account set held_cents = held_cents - :cents where id = :id";
    private static final String ADD =
            "update ledger_account set balance_cents = balance_cents + :cents where id = :id";
    private static final String INSERT =
            """
            insert into ledger_transfer
                   (id, kind, debit, credit, amount_cents, hold_id, reason, created_at)
            values (:id, :kind, :debit, :credit, :cents, :holdId, :reason, :createdAt)""";
    private static final String OPEN_HOLD =
            """
            select amount_cents from ledger_transfer
             where id = :holdId and kind = 'hold'
               and not exists (select 1 from ledger_transfer where hold_id = :holdId)""";
    private static final String AVAILABLE =
            "select balance_cents - held_cents from ledger_account where id = :id";
    private static final String BALANCE =
            """
            select balance_cents - held_cents as available, held_cents as held,
                   (select coalesce(sum(amount_cents), 0) from ledger_transfer
                     where debit = :id and kind = 'post' and created_at >= :midnight) as today,
                   (select coalesce(sum(amount_cents), 0) from ledger_transfer
                     where debit = :id and kind = 'post') as total
              from ledger_account where id = :id""";
    private static final String SUM = "select coalesce(sum(balance_cents), 0) from ledger_account";
    private static final String OVERDRAWN =
            """
            select count(*) from ledger_account
             where id like 'customer:%' and balance_cents < held_cents""";
    private static final String OFF =
            """
            with moved as (
                select credit as id, amount_cents as cents, 0 as held
                  from ledger_transfer where kind in ('fund', 'post')
                union all
                select debit, -amount_cents, 0 from ledger_transfer where kind in ('fund', 'post')
                union all
                select debit, 0, amount_cents from ledger_transfer hold
                 where kind = 'hold'
                   and not exists (select 1 from ledger_transfer ended where ended.hold_id = hold.id)),
            expected as (select id, sum(cents) as cents, sum(held) as held from moved group by id)
            select count(*) from ledger_account a left join expected e on e.id = a.id
             where a.balance_cents <> coalesce(e.cents, 0) or a.held_cents <> coalesce(e.held, 0)""";

    private JdbcLedger() {}

    static void open(Transaction tx, String id) {
        tx.handle().createUpdate(OPEN).bind("id", id).execute();
    }

    static boolean hold(Transaction tx, String id, Cents price) {
        return tx.handle().createUpdate(HOLD).bind("id", id).bind("cents", price.value()).execute()
                == 1;
    }

    static void release(Transaction tx, String id, Cents held) {
        tx.handle().createUpdate(RELEASE).bind("id", id).bind("cents", held.value()).execute();
    }

    static void move(Transaction tx, String debit, String credit, Cents amount) {
        tx.handle().createUpdate(ADD).bind("id", debit).bind("cents", -amount.value()).execute();
        tx.handle().createUpdate(ADD).bind("id", credit).bind("cents", amount.value()).execute();
    }

    static void insert(Transaction tx, Transfer transfer) {
        tx.handle()
                .createUpdate(INSERT)
                .bind("id", transfer.id())
                .bind("kind", transfer.kind())
                .bind("debit", transfer.debit())
                .bind("credit", transfer.credit())
                .bind("cents", transfer.amount().value())
                .bind("holdId", transfer.holdId())
                .bind("reason", transfer.reason())
                .bind("createdAt", transfer.createdAt().toEpochMilli())
                .execute();
    }

    static Cents held(Transaction tx, String holdId) {
        return tx.handle()
                .createQuery(OPEN_HOLD)
                .bind("holdId", holdId)
                .map((row, _) -> new Cents(row.getLong(1)))
                .findOne()
                .orElseThrow(
                        () -> new IllegalStateException(holdId + " is unknown or already ended"));
    }

    static long available(Transaction tx, String id) {
        return tx.handle()
                .createQuery(AVAILABLE)
                .bind("id", id)
                .map((row, _) -> row.getLong(1))
                .findOne()
                .orElse(0L);
    }

    static Balance balance(Transaction tx, String id, Instant midnight) {
        return tx.handle()
                .createQuery(BALANCE)
                .bind("id", id)
                .bind("midnight", midnight.toEpochMilli())
                .map(
                        (row, _) ->
                                new Balance(
                                        new Cents(row.getLong("available")),
                                        new Cents(row.getLong("held")),
                                        new Cents(row.getLong("today")),
                                        new Cents(row.getLong("total"))))
                .one();
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
