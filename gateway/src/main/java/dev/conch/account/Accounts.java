package dev.conch.account;

import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;
import dev.conch.base.Money;
import dev.conch.base.Secret;
import dev.conch.db.Database;
import dev.conch.db.Transaction;
import dev.conch.ledger.Ledger;

import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Customers and their projects. Shared between threads. */
public final class Accounts {
    /** What a first project is called. */
    static final String DEFAULT_PROJECT = "default";

    private final Database database;
    private final Ledger ledger;
    private final Keys keys;
    private final Clock clock;

    public Accounts(Database database, Ledger ledger, Keys keys, Clock clock) {
        this.database = database;
        this.ledger = ledger;
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * Makes the first account with its project, key and balance, unless there is one.
     *
     * @param chosen the key to use; null generates one
     * @return the key, to be shown once; empty when an account was there before
     */
    public Optional<Secret> bootstrap(String name, @Nullable Secret chosen, Money balance) {
        var change = new Audit.Change("bootstrap", null, clock.instant());
        return database.write(
                tx -> {
                    if (JdbcAccounts.any(tx)) {
                        return Optional.empty();
                    }
                    var account = create(tx, change, name, "owner@localhost", Limits.NONE);
                    var project = JdbcAccounts.projects(tx, account.id()).getFirst();
                    var key =
                            keys.insert(
                                    tx, change, NewKey.ofEverything(project, "default"), chosen);
                    ledger.topUp(tx, account.id(), balance, "bootstrap", change.at());
                    return Optional.of(key.secret());
                });
    }

    /**
     * Makes an account with an empty balance and a project called {@code default}, within a
     * transaction.
     */
    public Account create(
            Transaction tx, Audit.Change change, String name, String email, Limits limits) {
        var account = JdbcAccounts.insert(tx, name, email, limits, change.at());
        ledger.open(tx, account.id());
        JdbcAccounts.insertProject(
                tx, account.id(), DEFAULT_PROJECT, Limits.NONE, Labeling.PASSTHROUGH, change.at());
        Audit.record(
                tx,
                new Audit.Change(change.actor(), account.id(), change.at()),
                "account.create",
                "account:" + account.id(),
                Map.of("name", name));
        return account;
    }

    public List<Account> list(@Nullable Long after, int limit) {
        return database.read(tx -> JdbcAccounts.list(tx, after, limit));
    }

    /**
     * The account with this id.
     *
     * @throws GatewayException {@code not_found}
     */
    public Account get(long id) {
        return database.read(tx -> JdbcAccounts.find(tx, id))
                .orElseThrow(() -> notFound("account " + id));
    }

    /**
     * Changes name, e-mail address, limits or whether it is disabled; takes effect at once.
     *
     * @param change gets the account as it is, and gives what it shall be
     * @throws GatewayException {@code not_found}
     */
    public Account update(String actor, long id, UnaryOperator<Account> change) {
        var noted = new Audit.Change(actor, id, clock.instant());
        var updated =
                database.write(
                        id,
                        tx -> {
                            var account =
                                    change.apply(
                                            JdbcAccounts.findLocked(tx, id)
                                                    .orElseThrow(() -> notFound("account " + id)));
                            JdbcAccounts.update(tx, account);
                            Audit.record(
                                    tx,
                                    noted,
                                    "account.update",
                                    "account:" + id,
                                    Map.of(
                                            "name", account.name(),
                                            "limits", account.limits(),
                                            "disabled", account.disabledAt() != null));
                            Keys.changed(tx);
                            return account;
                        });
        keys.forget();
        return updated;
    }

    public List<Project> projects(long accountId) {
        return database.read(tx -> JdbcAccounts.projects(tx, accountId));
    }

    /** A project by its id alone; for the gateway itself, not for callers. */
    public Optional<Project> findProject(long id) {
        return database.read(tx -> JdbcAccounts.findProject(tx, id));
    }

    /**
     * A project of an account.
     *
     * @throws GatewayException {@code not_found}, also for a stranger's project
     */
    public Project project(long accountId, long id) {
        return findProject(id)
                .filter(project -> project.accountId() == accountId)
                .orElseThrow(() -> notFound("project " + id));
    }

    /**
     * Makes a project within a transaction.
     *
     * @throws GatewayException {@code request_conflict} if the account has one of this name
     */
    public Project createProject(
            Transaction tx,
            Audit.Change change,
            long accountId,
            String name,
            Limits limits,
            Labeling labeling) {
        requireFreeName(tx, accountId, name, 0);
        var project =
                JdbcAccounts.insertProject(tx, accountId, name, limits, labeling, change.at());
        Audit.record(
                tx,
                change,
                "project.create",
                "project:" + project.id(),
                Map.of("name", name, "limits", limits, "labeling", labeling.wireName()));
        return project;
    }

    /**
     * Changes name, limits or labeling; takes effect at once.
     *
     * @param change gets the project as it is, and gives what it shall be
     * @throws GatewayException {@code not_found}, also for a stranger's project; {@code
     *     request_conflict} if another one has the name
     */
    public Project updateProject(
            String actor, long accountId, long id, UnaryOperator<Project> change) {
        var noted = new Audit.Change(actor, accountId, clock.instant());
        var updated =
                database.write(
                        accountId,
                        tx -> {
                            var project =
                                    change.apply(
                                            JdbcAccounts.findProjectLocked(tx, id)
                                                    .filter(p -> p.accountId() == accountId)
                                                    .orElseThrow(() -> notFound("project " + id)));
                            requireFreeName(tx, accountId, project.name(), id);
                            JdbcAccounts.updateProject(tx, project);
                            Audit.record(
                                    tx,
                                    noted,
                                    "project.update",
                                    "project:" + id,
                                    Map.of(
                                            "name",
                                            project.name(),
                                            "limits",
                                            project.limits(),
                                            "labeling",
                                            project.labeling().wireName()));
                            Keys.changed(tx);
                            return project;
                        });
        keys.forget();
        return updated;
    }

    private static void requireFreeName(Transaction tx, long accountId, String name, long other) {
        if (JdbcAccounts.projectNamed(tx, accountId, name, other)) {
            throw new GatewayException(
                    ErrorCode.REQUEST_CONFLICT, "There is a project called " + name + " already");
        }
    }

    static GatewayException notFound(String what) {
        return new GatewayException(ErrorCode.NOT_FOUND, "There is no " + what);
    }
}
