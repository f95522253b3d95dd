package dev.conch.account;

import dev.conch.db.Sql;
import dev.conch.db.Transaction;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Keys in tables {@code api_key} and {@code admin_key}. */
final class JdbcKeys {
    private static final String INSERT =
            """
            insert into api_key (id, account_id, project_id, name, hash, masked, scopes, limits,
                   priority, origin, created_at, expires_at)
            values (:id, :accountId, :projectId, :name, :hash, :masked, :scopes, :limits,
                    :priority, :origin, :createdAt, :expiresAt)""";
    private static final String UPDATE =
            """
            update api_key set name = :name, scopes = :scopes, limits = :limits,
                   priority = :priority, expires_at = :expiresAt,
                   revoked_at = coalesce(revoked_at, :revokedAt)
             where id = :id""";
    private static final String FIND_CALLER =
            """
            select %s, %s, %s
              from api_key k join account a on a.id = k.account_id
                             join project p on p.id = k.project_id
             where k.hash = :hash and k.revoked_at is null and a.disabled_at is null"""
                    .formatted(AccountRow.ACCOUNT, AccountRow.PROJECT, AccountRow.KEY);
    private static final String FIND_CALLER_BY_FORMER =
            """
            select %s, %s, %s, s.expires_at
              from api_key_former_secret s join api_key k on k.id = s.key_id
                             join account a on a.id = k.account_id
                             join project p on p.id = k.project_id
             where s.hash = :hash and k.revoked_at is null and a.disabled_at is null"""
                    .formatted(AccountRow.ACCOUNT, AccountRow.PROJECT, AccountRow.KEY);
    private static final String FORGET_FORMER =
            "delete from api_key_former_secret where key_id = :id and expires_at <= :now";
    private static final String KEEP_FORMER =
            """
            insert into api_key_former_secret (hash, key_id, masked, expires_at)
            select hash, id, masked, :end from api_key where id = :id""";
    private static final String FORMER =
            """
            select masked, expires_at from api_key_former_secret
             where key_id = :id and expires_at > :now order by expires_at, hash""";
    private static final String SET_SECRET =
            "update api_key set hash = :hash, masked = :masked where id = :id";
    private static final String FIND =
            "select " + AccountRow.KEY + " from api_key k where id = :id";
    private static final Sql FIND_LOCKED = Sql.of(FIND + " {for_update}");
    private static final String OF_ACCOUNT =
            "select "
                    + AccountRow.KEY
                    + " from api_key k where account_id = :id order by created_at, id";
    private static final String LIVE =
            """
            select exists (select 1 from api_key k join account a on a.id = k.account_id
             where k.id = :id and k.revoked_at is null and a.disabled_at is null
               and (k.expires_at is null or k.expires_at > :now))""";
    private static final String USED =
            """
            update api_key set last_used_at = :at
             where id = :id and (last_used_at is null or last_used_at < :at)""";
    private static final String ADMIN_USED =
            """
            update admin_key set last_used_at = :at
             where id = :id and (last_used_at is null or last_used_at < :at)""";
    private static final String OTHER_LIVE_ADMIN =
            """
            select exists (select 1 from admin_key
             where id <> :id and revoked_at is null and (expires_at is null or expires_at > :now))""";
    private static final String INSERT_ADMIN =
            """
            insert into admin_key (id, name, hash, masked, created_at, expires_at)
            values (:id, :name, :hash, :masked, :createdAt, :expiresAt)
            on conflict do nothing""";
    private static final String FIND_ADMIN_BY_ID = "select * from admin_key where id = :id";
    private static final String FIND_ADMIN = "select * from admin_key where hash = :hash";
    private static final String ADMINS = "select * from admin_key order by created_at, id";
    private static final String REVOKE_ADMIN =
            "update admin_key set revoked_at = :now where id = :id and revoked_at is null";

    private JdbcKeys() {}

    static void insert(Transaction tx, ApiKey key, String hash) {
        tx.handle()
                .createUpdate(INSERT)
                .bind("id", key.id())
                .bind("accountId", key.accountId())
                .bind("projectId", key.projectId())
                .bind("name", key.name())
                .bind("hash", hash)
                .bind("masked", key.masked())
                .bind("scopes", StoredJson.of(key.scopes()))
                .bind("limits", StoredJson.of(key.limits()))
                .bind("priority", key.priority().level())
                .bind("origin", key.fromLogin() ? AccountRow.LOGIN : AccountRow.MADE)
                .bind("createdAt", key.createdAt().toEpochMilli())
                .bind("expiresAt", AccountRow.millis(key.expiresAt()))
                .execute();
    }

    static void update(Transaction tx, ApiKey key) {
        tx.handle()
                .createUpdate(UPDATE)
                .bind("id", key.id())
                .bind("name", key.name())
                .bind("scopes", StoredJson.of(key.scopes()))
                .bind("limits", StoredJson.of(key.limits()))
                .bind("priority", key.priority().level())
                .bind("expiresAt", AccountRow.millis(key.expiresAt()))
                .bind("revokedAt", AccountRow.millis(key.revokedAt()))
                .execute();
    }

    static Optional<Caller> findCaller(Transaction tx, String hash) {
        return tx.handle()
                .createQuery(FIND_CALLER)
                .bind("hash", hash)
                .map((row, _) -> AccountRow.toCaller(row))
                .findOne()
                .or(() -> findCallerByFormer(tx, hash));
    }

    private static Optional<Caller> findCallerByFormer(Transaction tx, String hash) {
        return tx.handle()
                .createQuery(FIND_CALLER_BY_FORMER)
                .bind("hash", hash)
                .map((row, _) -> AccountRow.toFormerCaller(row))
                .findOne();
    }

    /** The present secret becomes a former one that works until {@code end}. */
    static void keepFormerSecret(Transaction tx, ApiKey key, Instant now, Instant end) {
        tx.handle()
                .createUpdate(FORGET_FORMER)
                .bind("id", key.id())
                .bind("now", now.toEpochMilli())
                .execute();
        tx.handle()
                .createUpdate(KEEP_FORMER)
                .bind("id", key.id())
                .bind("end", end.toEpochMilli())
                .execute();
    }

    static List<Keys.FormerSecret> formerSecrets(Transaction tx, String id, Instant now) {
        return tx.handle()
                .createQuery(FORMER)
                .bind("id", id)
                .bind("now", now.toEpochMilli())
                .map(
                        (row, _) ->
                                new Keys.FormerSecret(
                                        row.getString(1), Instant.ofEpochMilli(row.getLong(2))))
                .list();
    }

    static void setSecret(Transaction tx, ApiKey key, String hash) {
        tx.handle()
                .createUpdate(SET_SECRET)
                .bind("id", key.id())
                .bind("hash", hash)
                .bind("masked", key.masked())
                .execute();
    }

    static Optional<ApiKey> find(Transaction tx, String id) {
        return tx.handle()
                .createQuery(FIND)
                .bind("id", id)
                .map((row, _) -> AccountRow.toKey(row))
                .findOne();
    }

    /** The same, kept from others until the end of the transaction. */
    static Optional<ApiKey> findLocked(Transaction tx, String id) {
        return tx.handle()
                .createQuery(tx.sql(FIND_LOCKED))
                .bind("id", id)
                .map((row, _) -> AccountRow.toKey(row))
                .findOne();
    }

    static List<ApiKey> ofAccount(Transaction tx, long accountId) {
        return tx.handle()
                .createQuery(OF_ACCOUNT)
                .bind("id", accountId)
                .map((row, _) -> AccountRow.toKey(row))
                .list();
    }

    static boolean live(Transaction tx, String id, Instant now) {
        return tx.handle()
                .createQuery(LIVE)
                .bind("id", id)
                .bind("now", now.toEpochMilli())
                .map((row, _) -> row.getBoolean(1))
                .one();
    }

    static void used(Transaction tx, String id, Instant at) {
        tx.handle()
                .createUpdate(id.startsWith(Keys.ADMIN_ID) ? ADMIN_USED : USED)
                .bind("id", id)
                .bind("at", at.toEpochMilli())
                .execute();
    }

    /** Whether another operator's key than {@code id} works. */
    static boolean otherLiveAdmin(Transaction tx, String id, Instant now) {
        return tx.handle()
                .createQuery(OTHER_LIVE_ADMIN)
                .bind("id", id)
                .bind("now", now.toEpochMilli())
                .map((row, _) -> row.getBoolean(1))
                .one();
    }

    /** False if there is one with this hash, on whichever node it was made. */
    static boolean insertAdmin(Transaction tx, AdminKey key, String hash) {
        return tx.handle()
                        .createUpdate(INSERT_ADMIN)
                        .bind("id", key.id())
                        .bind("name", key.name())
                        .bind("hash", hash)
                        .bind("masked", key.masked())
                        .bind("createdAt", key.createdAt().toEpochMilli())
                        .bind("expiresAt", AccountRow.millis(key.expiresAt()))
                        .execute()
                == 1;
    }

    static Optional<AdminKey> findAdminById(Transaction tx, String id) {
        return tx.handle()
                .createQuery(FIND_ADMIN_BY_ID)
                .bind("id", id)
                .map((row, _) -> AccountRow.toAdminKey(row))
                .findOne();
    }

    static Optional<AdminKey> findAdmin(Transaction tx, String hash) {
        return tx.handle()
                .createQuery(FIND_ADMIN)
                .bind("hash", hash)
                .map((row, _) -> AccountRow.toAdminKey(row))
                .findOne();
    }

    static List<AdminKey> admins(Transaction tx) {
        return tx.handle().createQuery(ADMINS).map((row, _) -> AccountRow.toAdminKey(row)).list();
    }

    static boolean revokeAdmin(Transaction tx, String id, Instant now) {
        return tx.handle()
                        .createUpdate(REVOKE_ADMIN)
                        .bind("id", id)
                        .bind("now", now.toEpochMilli())
                        .execute()
                == 1;
    }
}
