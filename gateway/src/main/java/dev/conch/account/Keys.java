package dev.conch.account;

import dev.conch.base.Secret;
import dev.conch.base.TaskId;
import dev.conch.db.Database;
import dev.conch.db.Transaction;
import dev.conch.db.Work;

import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * API keys of projects and keys of operators: made, shown once, recognized, revoked. Shared between
 * threads.
 *
 * <p>Keys that were recognized are remembered until anything about accounts or keys changes, on
 * whichever node.
 */
public final class Keys {
    static final String ADMIN_ID = "admin_";
    private static final String CHANGED = "account";

    private final Database database;
    private final KeyForm form;
    private final Clock clock;
    private final Map<String, Caller> callersByHash = new ConcurrentHashMap<>();
    private final Map<String, AdminKey> adminsByHash = new ConcurrentHashMap<>();
    private final Map<String, Instant> lastUsed = new ConcurrentHashMap<>();

    /** Grows when everything is forgotten, so that what was read before is not remembered after. */
    private final AtomicLong generation = new AtomicLong();

    /** A key that was just made; the secret cannot be had again. */
    public record Created(ApiKey key, Secret secret) {}

    /** An operator's key that was just made; the secret cannot be had again. */
    public record CreatedAdmin(AdminKey key, Secret secret) {}

    /**
     * The keys in {@code database}.
     *
     * @param pepper the secret that stored key hashes depend on; 32 bytes
     */
    public Keys(Database database, byte[] pepper, Clock clock) {
        this.database = database;
        this.form = new KeyForm(pepper);
        this.clock = clock;
        database.listen(CHANGED, _ -> forget());
    }

    /** Forgets what is remembered of accounts and keys; other nodes do so by themselves. */
    void forget() {
        generation.incrementAndGet();
        callersByHash.clear();
        adminsByHash.clear();
    }

    /** Tells all nodes that what they remember of accounts and keys may be wrong. */
    static void changed(Transaction tx) {
        tx.signal(CHANGED, "changed");
    }

    /** Who shows {@code key}; empty for a wrong, revoked or expired one. */
    public Optional<Caller> authenticate(String key) {
        if (KeyForm.isMistyped(key)) {
            return Optional.empty();
        }
        var hash = form.hash(key);
        var now = clock.instant();
        var known =
                remembered(
                        callersByHash,
                        hash,
                        tx -> JdbcKeys.findCaller(tx, hash),
                        caller -> caller.key().live(now));
        known.ifPresent(caller -> lastUsed.put(caller.key().id(), now));
        return known;
    }

    /** The operator who shows {@code key}; empty for a wrong, revoked or expired one. */
    public Optional<AdminKey> authenticateAdmin(String key) {
        if (KeyForm.isMistyped(key)) {
            return Optional.empty();
        }
        var hash = form.hash(key);
        var now = clock.instant();
        var known =
                remembered(
                        adminsByHash,
                        hash,
                        tx -> JdbcKeys.findAdmin(tx, hash),
                        admin -> admin.live(now));
        known.ifPresent(admin -> lastUsed.put(admin.id(), now));
        return known;
    }

    /**
     * What lives is remembered, and only that: a key that expired takes as long as one that never
     * was.
     */
    private <T> Optional<T> remembered(
            Map<String, T> byHash, String hash, Work<Optional<T>> find, Predicate<T> live) {
        var known = byHash.get(hash);
        if (known != null && live.test(known)) {
            return Optional.of(known);
        }
        long before = generation.get();
        var found = database.read(find).filter(live);
        if (found.isEmpty()) {
            byHash.remove(hash);
        } else if (generation.get() == before) {
            byHash.put(hash, found.get());
        }
        return found;
    }

    /**
     * Whether a key may still be used, asked in the transaction that spends: other nodes hear of a
     * revocation a moment later.
     */
    public boolean live(Transaction tx, String keyId) {
        return JdbcKeys.live(tx, keyId, clock.instant());
    }

    /** Makes a key. */
    public Created create(String actor, NewKey order) {
        var change = new Audit.Change(actor, order.project().accountId(), clock.instant());
        return database.write(order.project().accountId(), tx -> insert(tx, change, order, null));
    }

    /** Makes a key within a transaction; {@code chosen} instead of a generated one. */
    Created insert(Transaction tx, Audit.Change change, NewKey order, @Nullable Secret chosen) {
        var secret = chosen == null ? form.generate() : usable(chosen);
        var key = toKey(order, secret, change.at());
        JdbcKeys.insert(tx, key, form.hash(secret.reveal()));
        Audit.record(
                tx,
                new Audit.Change(change.actor(), key.accountId(), change.at()),
                "key.create",
                key.id(),
                Map.of("name", key.name(), "scopes", key.scopes(), "project", key.projectId()));
        return new Created(key, secret);
    }

    private static Secret usable(Secret chosen) {
        if (KeyForm.isMistyped(chosen.reveal())) {
            throw new IllegalStateException(
                    "the chosen key looks like one that was made here, but its last six characters"
                            + " do not fit the others: copy it whole, or choose one of another form");
        }
        return chosen;
    }

    private static ApiKey toKey(NewKey order, Secret secret, Instant now) {
        return new ApiKey(
                id("token_"),
                order.project().accountId(),
                order.project().id(),
                order.name(),
                KeyForm.mask(secret.reveal()),
                order.scopes(),
                order.limits(),
                order.priority(),
                order.fromLogin(),
                now,
                order.expiresAt(),
                null,
                null);
    }

    private static String id(String prefix) {
        return prefix + TaskId.next().uuid().toString().replace("-", "");
    }

    public List<ApiKey> list(long accountId) {
        return database.read(tx -> JdbcKeys.ofAccount(tx, accountId));
    }

    /**
     * A key of an account.
     *
     * @throws dev.conch.base.GatewayException {@code not_found}, also for a stranger's key
     */
    public ApiKey get(long accountId, String id) {
        return find(id).filter(key -> key.accountId() == accountId)
                .orElseThrow(() -> Accounts.notFound("key " + id));
    }

    public Optional<ApiKey> find(String id) {
        return database.read(tx -> JdbcKeys.find(tx, id));
    }

    /** Writes name, scopes, limits, priority, expiry and revocation; takes effect at once. */
    public ApiKey update(String actor, ApiKey key, String action) {
        var change = new Audit.Change(actor, key.accountId(), clock.instant());
        return database.write(
                key.accountId(),
                tx -> {
                    JdbcKeys.update(tx, key);
                    Audit.record(
                            tx,
                            change,
                            action,
                            key.id(),
                            Map.of(
                                    "name", key.name(),
                                    "scopes", key.scopes(),
                                    "limits", key.limits(),
                                    "revoked", key.revokedAt() != null));
                    changed(tx);
                    return key;
                });
    }

    /** Ends a key now, on every node. */
    public ApiKey revoke(String actor, ApiKey key) {
        return update(actor, key.ending(key.expiresAt(), clock.instant()), "key.revoke");
    }

    /**
     * Makes a successor with the same rights; both work until {@code overlap} has passed, so that
     * the client can change over without a gap.
     */
    public Created rotate(String actor, ApiKey key, Duration overlap) {
        var now = clock.instant();
        var change = new Audit.Change(actor, key.accountId(), now);
        var end = now.plus(overlap);
        var old =
                key.ending(
                        key.expiresAt() == null || end.isBefore(key.expiresAt())
                                ? end
                                : key.expiresAt(),
                        key.revokedAt());
        return database.write(
                key.accountId(),
                tx -> {
                    JdbcKeys.update(tx, old);
                    var project =
                            JdbcAccounts.findProject(tx, key.projectId())
                                    .orElseThrow(() -> Accounts.notFound("project"));
                    var created =
                            insert(
                                    tx,
                                    change,
                                    new NewKey(
                                            project,
                                            key.name(),
                                            key.scopes(),
                                            key.limits(),
                                            key.priority(),
                                            key.fromLogin(),
                                            key.expiresAt()),
                                    null);
                    Audit.record(
                            tx,
                            change,
                            "key.rotate",
                            key.id(),
                            Map.of("successor", created.key().id(), "until", end.toString()));
                    changed(tx);
                    return created;
                });
    }

    /** Makes an operator's key; {@code chosen} instead of a generated one. */
    public CreatedAdmin createAdmin(
            String actor, String name, @Nullable Instant expiresAt, @Nullable Secret chosen) {
        var now = clock.instant();
        var secret = chosen == null ? form.generateAdmin() : usable(chosen);
        var key =
                new AdminKey(
                        id(ADMIN_ID),
                        name,
                        KeyForm.mask(secret.reveal()),
                        now,
                        expiresAt,
                        null,
                        null);
        return database.write(
                tx -> {
                    JdbcKeys.insertAdmin(tx, key, form.hash(secret.reveal()));
                    Audit.record(
                            tx,
                            new Audit.Change(actor, null, now),
                            "admin_key.create",
                            key.id(),
                            Map.of("name", name));
                    return new CreatedAdmin(key, secret);
                });
    }

    public boolean hasAdmin() {
        return database.read(JdbcKeys::anyAdmin);
    }

    public List<AdminKey> admins() {
        return database.read(JdbcKeys::admins);
    }

    /** Ends an operator's key; false if there is none such that lives. */
    public boolean revokeAdmin(String actor, String id) {
        var now = clock.instant();
        return database.write(
                tx -> {
                    boolean revoked = JdbcKeys.revokeAdmin(tx, id, now);
                    if (revoked) {
                        Audit.record(
                                tx,
                                new Audit.Change(actor, null, now),
                                "admin_key.revoke",
                                id,
                                Map.of());
                        changed(tx);
                    }
                    return revoked;
                });
    }

    /** Writes down when keys were last used; for a job, since a write per request would cost. */
    public void flushLastUsed() {
        var used = Map.copyOf(lastUsed);
        if (used.isEmpty()) {
            return;
        }
        database.write(
                tx -> {
                    used.forEach((id, at) -> JdbcKeys.used(tx, id, at));
                    return used;
                });
        used.forEach(lastUsed::remove);
    }
}
