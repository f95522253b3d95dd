package dev.conch.account;

import dev.conch.db.Transaction;

import org.jspecify.annotations.Nullable;

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
                   priority = :priority, expires_at = :expiresAt, revoked_at = :revokedAt
             where id = :id""";
    private static final String FIND_CALLER =
            """
            select %s, %s, %s
              from api_key k join account a on a.id = k.account_id
                             join project p on p.id = k.project_id
             where k.hash = :hash and k.revoked_at is null and a.disabled_at is null"""
                    .formatted(AccountRow.ACCOUNT, AccountRow.PROJECT, AccountRow.KEY);
    private static final String FIND =
            "select " + AccountRow.KEY + " from api_key k where id = :id";
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
    private static final String ANY_ADMIN = "select exists (select 1 from admin_key)";
    private static final String INSERT_ADMIN =
            """
            insert into admin_key (id, name, hash, masked, created_at, expires_at)
            values (:id, :name, :hash, :masked, :createdAt, :expiresAt)""";
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
                .bind("priority", key.priority().ordinal())
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
                .bind("priority", key.priority().ordinal())
                .bind("expiresAt", AccountRow.millis(key.expiresAt()))
                .bind("revokedAt", AccountRow.millis(key.revokedAt()))
                .execute();
    }

    static Optional<Caller> findCaller(Transaction tx, String hash) {
        return tx.handle()
                .createQuery(FIND_CALLER)
                .bind("hash", hash)
                .map((row, _) -> AccountRow.toCaller(row))
                .findOne();
    }

    static Optional<ApiKey> find(Transaction tx, String id) {
        return tx.handle()
                .createQuery(FIND)
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

    static boolean anyAdmin(Transaction tx) {
        return tx.handle().createQuery(ANY_ADMIN).map((row, _) -> row.getBoolean(1)).one();
    }

    static void insertAdmin(Transaction tx, AdminKey key, String hash) {
        tx.handle()
                .createUpdate(INSERT_ADMIN)
                .bind("id", key.id())
                .bind("name", key.name())
                .bind("hash", hash)
                .bind("masked", key.masked())
                .bind("createdAt", key.createdAt().toEpochMilli())
                .bind("expiresAt", AccountRow.millis(key.expiresAt()))
                .execute();
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

    static boolean revokeAdmin(Transaction tx, String id, @Nullable Instant now) {
        return tx.handle()
                        .createUpdate(REVOKE_ADMIN)
                        .bind("id", id)
                        .bind("now", AccountRow.millis(now))
                        .execute()
                == 1;
    }
}
