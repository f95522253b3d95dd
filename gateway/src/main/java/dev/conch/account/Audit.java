package dev.conch.account;

import dev.conch.db.Database;
import dev.conch.db.Transaction;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The log of every change that an operator or an account's administrator made; written in the
 * transaction of the change. Shared between threads.
 */
public final class Audit {
    /**
     * One change.
     *
     * @param actor id of the key that was shown
     * @param accountId whom it concerns; null for the gateway itself
     * @param action such as {@code key.revoke}
     * @param details JSON, without secrets
     */
    public record Entry(
            long sequence,
            Instant at,
            String actor,
            @Nullable Long accountId,
            String action,
            String target,
            String details) {}

    private final Database database;

    public Audit(Database database) {
        this.database = database;
    }

    /** Writes down a change that was made in a transaction of its own. */
    public void note(Change change, String action, String target, Map<String, ?> details) {
        database.write(
                tx -> {
                    record(tx, change, action, target, details);
                    return change;
                });
    }

    /** Writes down a change within its transaction. */
    public static void record(
            Transaction tx, Change change, String action, String target, Map<String, ?> details) {
        JdbcAudit.insert(
                tx,
                new Entry(
                        0,
                        change.at(),
                        change.actor(),
                        change.accountId(),
                        action,
                        target,
                        StoredJson.ofDetails(details)));
    }

    /**
     * Who changes something, when, and for which account.
     *
     * @param accountId null where it concerns the gateway itself
     */
    public record Change(String actor, @Nullable Long accountId, Instant at) {}

    /**
     * The newest first.
     *
     * @param accountId only what concerns this account; null for all
     * @param before only entries older than this sequence; null for the newest
     */
    public List<Entry> list(@Nullable Long accountId, @Nullable Long before, int limit) {
        return database.read(tx -> JdbcAudit.list(tx, accountId, before, limit));
    }
}
