package dev.conch.account;

import dev.conch.base.Cents;
import dev.conch.base.Secret;
import dev.conch.base.TaskId;
import dev.conch.db.Database;
import dev.conch.db.Transaction;
import dev.conch.ledger.Ledger;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Customers and their keys. Shared between threads. */
public final class Accounts {
    private final Database database;
    private final Ledger ledger;
    private final ApiKeys keys;
    private final Clock clock;

    /**
     * Keys that are known to be good. Only this process writes keys, so an entry cannot go stale.
     */
    private final Map<String, Caller> callersByHash = new ConcurrentHashMap<>();

    /**
     * Opens the accounts.
     *
     * @param pepper the secret that stored key hashes depend on; 32 bytes
     */
    public Accounts(Database database, Ledger ledger, byte[] pepper, Clock clock) {
        this.database = database;
        this.ledger = ledger;
        this.keys = new ApiKeys(pepper);
        this.clock = clock;
    }

    /**
     * Makes the first account with its key and balance, unless there is one.
     *
     * @param chosen the key to use; null generates one
     * @return the key, to be shown once; empty when an account was there before
     */
    public Optional<Secret> bootstrap(String name, @Nullable Secret chosen, Cents balance) {
        var key = chosen == null ? keys.generate() : chosen;
        return database.write(
                tx -> {
                    if (JdbcAccounts.any(tx)) {
                        return Optional.empty();
                    }
                    var now = clock.instant();
                    var id = JdbcAccounts.insert(tx, name, "owner@localhost", now);
                    addKey(tx, id, key, now);
                    ledger.open(tx, id);
                    ledger.fund(tx, id, balance, "bootstrap", now);
                    return Optional.of(key);
                });
    }

    private void addKey(Transaction tx, long accountId, Secret key, Instant now) {
        var id = "token_" + TaskId.next().uuid().toString().replace("-", "");
        JdbcAccounts.insertKey(
                tx,
                new StoredKey(
                        id,
                        accountId,
                        "default",
                        keys.hash(key.reveal()),
                        ApiKeys.mask(key.reveal()),
                        now));
    }

    /** Who shows {@code key}; empty for a wrong one. */
    public Optional<Caller> authenticate(String key) {
        var hash = keys.hash(key);
        var known = callersByHash.get(hash);
        if (known != null) {
            return Optional.of(known);
        }
        var found = database.read(tx -> JdbcAccounts.findCaller(tx, hash));
        found.ifPresent(caller -> callersByHash.put(hash, caller));
        return found;
    }
}
