package dev.conch.account;

import dev.conch.db.Sql;
import dev.conch.db.Transaction;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Accounts and projects in tables {@code account} and {@code project}. */
final class JdbcAccounts {
    private static final String ANY = "select exists (select 1 from account)";
    private static final String INSERT =
            """
            insert into account (name, email, limits, created_at)
            values (:name, :email, :limits, :createdAt) returning id""";
    private static final String INSERT_PROJECT =
            """
            insert into project (account_id, name, limits, labeling, created_at)
            values (:accountId, :name, :limits, :labeling, :createdAt) returning id""";
    private static final String UPDATE =
            """
            update account set name = :name, email = :email, limits = :limits,
                   disabled_at = :disabledAt
             where id = :id""";
    private static final String UPDATE_PROJECT =
            """
            update project set name = :name, limits = :limits, labeling = :labeling
             where id = :id""";
    private static final String FIND =
            "select " + AccountRow.ACCOUNT + " from account a where id = :id";
    private static final Sql FIND_LOCKED = Sql.of(FIND + " {for_update}");
    private static final String LIST =
            "select "
                    + AccountRow.ACCOUNT
                    + " from account a where id > :after order by id limit :limit";
    private static final String FIND_PROJECT =
            "select " + AccountRow.PROJECT + " from project p where id = :id";
    private static final Sql FIND_PROJECT_LOCKED = Sql.of(FIND_PROJECT + " {for_update}");
    private static final String PROJECTS =
            "select " + AccountRow.PROJECT + " from project p where account_id = :id order by id";
    private static final String PROJECT_NAMED =
            """
            select exists (select 1 from project
             where account_id = :accountId and name = :name and id <> :other)""";
    private static final String DISABLED =
            "select disabled_at is not null from account where id = :id";

    private JdbcAccounts() {}

    static boolean any(Transaction tx) {
        return tx.handle().createQuery(ANY).map((row, _) -> row.getBoolean(1)).one();
    }

    static Account insert(Transaction tx, String name, String email, Limits limits, Instant now) {
        long id =
                tx.handle()
                        .createQuery(INSERT)
                        .bind("name", name)
                        .bind("email", email)
                        .bind("limits", StoredJson.of(limits))
                        .bind("createdAt", now.toEpochMilli())
                        .map((row, _) -> row.getLong(1))
                        .one();
        return new Account(id, name, email, limits, now, null);
    }

    static Project insertProject(
            Transaction tx,
            long accountId,
            String name,
            Limits limits,
            Labeling labeling,
            Instant now) {
        long id =
                tx.handle()
                        .createQuery(INSERT_PROJECT)
                        .bind("accountId", accountId)
                        .bind("name", name)
                        .bind("limits", StoredJson.of(limits))
                        .bind("labeling", labeling.wireName())
                        .bind("createdAt", now.toEpochMilli())
                        .map((row, _) -> row.getLong(1))
                        .one();
        return new Project(id, accountId, name, limits, labeling, 0, now);
    }

    static void update(Transaction tx, Account account) {
        tx.handle()
                .createUpdate(UPDATE)
                .bind("id", account.id())
                .bind("name", account.name())
                .bind("email", account.email())
                .bind("limits", StoredJson.of(account.limits()))
                .bind("disabledAt", AccountRow.millis(account.disabledAt()))
                .execute();
    }

    static void updateProject(Transaction tx, Project project) {
        tx.handle()
                .createUpdate(UPDATE_PROJECT)
                .bind("id", project.id())
                .bind("name", project.name())
                .bind("limits", StoredJson.of(project.limits()))
                .bind("labeling", project.labeling().wireName())
                .execute();
    }

    static Optional<Account> find(Transaction tx, long id) {
        return tx.handle()
                .createQuery(FIND)
                .bind("id", id)
                .map((row, _) -> AccountRow.toAccount(row))
                .findOne();
    }

    /** The same, kept from others until the end of the transaction. */
    static Optional<Account> findLocked(Transaction tx, long id) {
        return tx.handle()
                .createQuery(tx.sql(FIND_LOCKED))
                .bind("id", id)
                .map((row, _) -> AccountRow.toAccount(row))
                .findOne();
    }

    static List<Account> list(Transaction tx, @Nullable Long after, int limit) {
        return tx.handle()
                .createQuery(LIST)
                .bind("after", after == null ? 0L : after)
                .bind("limit", limit)
                .map((row, _) -> AccountRow.toAccount(row))
                .list();
    }

    static Optional<Project> findProject(Transaction tx, long id) {
        return tx.handle()
                .createQuery(FIND_PROJECT)
                .bind("id", id)
                .map((row, _) -> AccountRow.toProject(row))
                .findOne();
    }

    /** The same, kept from others until the end of the transaction. */
    static Optional<Project> findProjectLocked(Transaction tx, long id) {
        return tx.handle()
                .createQuery(tx.sql(FIND_PROJECT_LOCKED))
                .bind("id", id)
                .map((row, _) -> AccountRow.toProject(row))
                .findOne();
    }

    static List<Project> projects(Transaction tx, long accountId) {
        return tx.handle()
                .createQuery(PROJECTS)
                .bind("id", accountId)
                .map((row, _) -> AccountRow.toProject(row))
                .list();
    }

    /** Whether another project than {@code other} of the account has this name. */
    static boolean projectNamed(Transaction tx, long accountId, String name, long other) {
        return tx.handle()
                .createQuery(PROJECT_NAMED)
                .bind("accountId", accountId)
                .bind("name", name)
                .bind("other", other)
                .map((row, _) -> row.getBoolean(1))
                .one();
    }

    static boolean disabled(Transaction tx, long id) {
        return tx.handle()
                .createQuery(DISABLED)
                .bind("id", id)
                .map((row, _) -> row.getBoolean(1))
                .findOne()
                .orElse(true);
    }
}
