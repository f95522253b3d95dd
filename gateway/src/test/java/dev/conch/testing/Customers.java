package dev.conch.testing;

import dev.conch.account.Accounts;
import dev.conch.account.Audit;
import dev.conch.account.Keys;
import dev.conch.account.Limits;
import dev.conch.account.NewKey;
import dev.conch.account.Priority;
import dev.conch.account.Project;
import dev.conch.account.Scope;
import dev.conch.db.Database;
import dev.conch.ledger.Ledger;

import java.util.Set;

/** Writes what an operator would into the database of a gateway that is not running. */
public final class Customers implements AutoCloseable {
    private final Database database;
    private final Keys keys;
    private final Accounts accounts;

    private static final Audit.Change CHANGE = new Audit.Change("test", null, SettableClock.NOON);

    /**
     * The customers in {@code database}, which is closed with this.
     *
     * @param pepper what the gateway's stored keys depend on
     */
    public Customers(Database database, byte[] pepper) {
        var clock = new SettableClock();
        this.database = database;
        keys = new Keys(database, pepper, clock);
        accounts = new Accounts(database, new Ledger(database), keys, clock);
    }

    /** The project of the account that the first start makes. */
    public Project first() {
        return accounts.projects(1).getFirst();
    }

    public void limit(Project project, Limits limits) {
        accounts.updateProject(
                "test",
                project.accountId(),
                project.id(),
                before ->
                        new Project(
                                before.id(),
                                before.accountId(),
                                before.name(),
                                limits,
                                before.labeling(),
                                before.storedBytes(),
                                before.createdAt()));
    }

    /** A key of an account of its own. */
    public String stranger() {
        var account =
                database.write(
                        tx -> accounts.create(tx, CHANGE, "Bob", "bob@example.com", Limits.NONE));
        return key(accounts.projects(account.id()).getFirst(), Set.of(Scope.values()));
    }

    public String key(Project project, Set<Scope> scopes) {
        var order = new NewKey(project, "k", scopes, Limits.NONE, Priority.NORMAL, false, null);
        return database.write(tx -> keys.create(tx, CHANGE, order)).secret().reveal();
    }

    @Override
    public void close() {
        database.close();
    }
}
