package dev.conch.account;

import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;
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
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

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
    private static final String UPDATE = "key.update";
    private static final String REVOKE = "key.revoke";

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

    /** A secret that a key had before, by its masked form, and how long it works. */
    public record FormerSecret(String masked, Instant until) {}

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
    public void forget() {
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
            return found;
        }
        byHash.put(hash, found.get());
        if (generation.get() != before) {
            byHash.remove(hash); // it may have been read before the change that made us forget
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

    /** Makes a key within a transaction. */
    public Created create(Transaction tx, Audit.Change change, NewKey order) {
        return insert(tx, change, order, null);
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
        return database.read(tx -> JdbcKeys.ofAccount(tx, accountId)).stream()
                .map(this::withLastUse)
                .toList();
    }

    /**
     * A key of an account.
     *
     * @throws GatewayException {@code not_found}, also for a stranger's key
     */
    public ApiKey get(long accountId, String id) {
        return find(id).filter(key -> key.accountId() == accountId)
                .map(this::withLastUse)
                .orElseThrow(() -> Accounts.notFound("key " + id));
    }

    public Optional<ApiKey> find(String id) {
        return database.read(tx -> JdbcKeys.find(tx, id));
    }

    /** What this node saw since it last wrote it down. */
    private ApiKey withLastUse(ApiKey key) {
        var used = lastUsed.get(key.id());
        return used == null ? key : key.usedAt(used);
    }

    /** The former secrets of a key that still work. */
    public List<FormerSecret> formerSecrets(String keyId) {
        var now = clock.instant();
        return database.read(tx -> JdbcKeys.formerSecrets(tx, keyId, now));
    }

    /**
     * Changes name, scopes, limits, priority or expiry; takes effect at once.
     *
     * @param change gets the key as it is, and gives what it shall be
     * @throws GatewayException {@code not_found}, also for a stranger's key
     */
    public ApiKey update(String actor, long accountId, String id, UnaryOperator<ApiKey> change) {
        return update(new Audit.Change(actor, accountId, clock.instant()), id, UPDATE, change);
    }

    /** Ends a key with all its secrets now, on every node. */
    public ApiKey revoke(String actor, long accountId, String id) {
        var now = clock.instant();
        return update(
                new Audit.Change(actor, accountId, now), id, REVOKE, key -> key.revokedAt(now));
    }

    private ApiKey update(
            Audit.Change noted, String id, String action, UnaryOperator<ApiKey> change) {
        long accountId = Objects.requireNonNull(noted.accountId());
        var updated =
                database.write(
                        accountId,
                        tx -> {
                            var key = change.apply(locked(tx, accountId, id));
                            JdbcKeys.update(tx, key);
                            Audit.record(
                                    tx,
                                    noted,
                                    action,
                                    id,
                                    Map.of(
                                            "name", key.name(),
                                            "scopes", key.scopes(),
                                            "limits", key.limits(),
                                            "revoked", key.revokedAt() != null));
                            changed(tx);
                            return key;
                        });
        forget();
        return updated;
    }

    private static ApiKey locked(Transaction tx, long accountId, String id) {
        return JdbcKeys.findLocked(tx, id)
                .filter(key -> key.accountId() == accountId)
                .orElseThrow(() -> Accounts.notFound("key " + id));
    }

    /**
     * Gives a key another secret, within a transaction. The old one works until {@code overlap} has
     * passed, so that the client can change over without a gap. It stays one key: its budgets and
     * limits count what either secret does.
     *
     * @throws GatewayException {@code not_found}, also for a stranger's key; {@code
     *     request_conflict} when the key has ended
     */
    public Created rotate(Transaction tx, Audit.Change change, String id, Duration overlap) {
        var key = locked(tx, Objects.requireNonNull(change.accountId()), id);
        if (!key.live(change.at())) {
            throw new GatewayException(
                    ErrorCode.REQUEST_CONFLICT,
                    "Key %s has ended: make a new one instead".formatted(id));
        }
        var secret = form.generate();
        var end = change.at().plus(overlap);
        JdbcKeys.keepFormerSecret(tx, key, change.at(), end);
        var rotated = key.masked(KeyForm.mask(secret.reveal()));
        JdbcKeys.setSecret(tx, rotated, form.hash(secret.reveal()));
        Audit.record(
                tx, change, "key.rotate", id, Map.of("former_secret_works_until", end.toString()));
        changed(tx);
        return new Created(rotated, secret);
    }

    /** Makes an operator's key within a transaction. */
    public CreatedAdmin createAdmin(
            Transaction tx, Audit.Change change, String name, @Nullable Instant expiresAt) {
        var secret = form.generateAdmin();
        return new CreatedAdmin(
                insertAdmin(tx, change, secret, name, expiresAt).orElseThrow(), secret);
    }

    private Optional<AdminKey> insertAdmin(
            Transaction tx,
            Audit.Change change,
            Secret secret,
            String name,
            @Nullable Instant expiresAt) {
        var masked = KeyForm.mask(secret.reveal());
        var key = new AdminKey(id(ADMIN_ID), name, masked, change.at(), expiresAt, null, null);
        if (!JdbcKeys.insertAdmin(tx, key, form.hash(secret.reveal()))) {
            return Optional.empty();
        }
        Audit.record(tx, change, "admin_key.create", key.id(), Map.of("name", name));
        return Optional.of(key);
    }

    /** A secret for an operator's key that is not made yet. */
    public Secret generateAdmin() {
        return form.generateAdmin();
    }

    /**
     * Makes an operator's key with a known secret, unless one lives. Two nodes that start at once
     * may make one each; the same secret is one key.
     *
     * @return whether the secret opens anything now
     */
    public boolean bootstrapAdmin(Secret secret) {
        var change = new Audit.Change("bootstrap", null, clock.instant());
        return database.write(
                tx -> {
                    if (!JdbcKeys.otherLiveAdmin(tx, "", change.at())) {
                        insertAdmin(tx, change, usable(secret), "bootstrap", null);
                    }
                    return JdbcKeys.findAdmin(tx, form.hash(secret.reveal()))
                            .filter(key -> key.live(change.at()))
                            .isPresent();
                });
    }

    /** Whether an operator's key works. */
    public boolean hasAdmin() {
        var now = clock.instant();
        return database.read(tx -> JdbcKeys.otherLiveAdmin(tx, "", now));
    }

    public List<AdminKey> admins() {
        return database.read(JdbcKeys::admins);
    }

    /**
     * An operator's key.
     *
     * @throws GatewayException {@code not_found}
     */
    public AdminKey admin(String id) {
        return database.read(tx -> JdbcKeys.findAdminById(tx, id))
                .orElseThrow(() -> Accounts.notFound("admin key " + id));
    }

    /**
     * Ends an operator's key now, on every node.
     *
     * @throws GatewayException {@code not_found}; {@code request_conflict} for the last one that
     *     works, since nobody could make another
     */
    public AdminKey revokeAdmin(String actor, String id) {
        var change = new Audit.Change(actor, null, clock.instant());
        var revoked =
                database.write(
                        tx -> {
                            if (JdbcKeys.findAdminById(tx, id).isPresent()
                                    && !JdbcKeys.otherLiveAdmin(tx, id, change.at())) {
                                throw new GatewayException(
                                        ErrorCode.REQUEST_CONFLICT,
                                        "This is the last operator's key that works: make another"
                                                + " one first");
                            }
                            if (JdbcKeys.revokeAdmin(tx, id, change.at())) {
                                Audit.record(tx, change, "admin_key.revoke", id, Map.of());
                                changed(tx);
                            }
                            return JdbcKeys.findAdminById(tx, id)
                                    .orElseThrow(() -> Accounts.notFound("admin key " + id));
                        });
        forget();
        return revoked;
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
