package dev.conch.account;

import dev.conch.db.Transaction;
import java.time.Instant;
import java.util.Optional;

/** Accounts and keys in tables {@code account} and {@code api_key}. */
final class JdbcAccounts {
    private static final String ANY = "select exists (select 1 from account)";
    private static final String INSERT =
            """
            insert into account (name, email, created_at) values (:name, :email, :createdAt)
            returning id""";
    private static final String INSERT_KEY =
            """
            insert into api_key (id, account_id, name, hash, masked, created_at)
            values (:id, :accountId, :name, :hash, :masked, :createdAt)""";
    private static final String FIND_CALLER =
            """
            select k.id as key_id, a.id, a.name, a.email, a.created_at
              from api_key k join account a on a.id = k.account_id
             where k.hash = :hash and k.revoked_at is null""";

    private JdbcAccounts() {}

    static boolean any(Transaction tx) {
        return tx.handle().createQuery(ANY).map((row, _) -> row.getBoolean(1)).one();
    }

    static long insert(Transaction tx, String name, String email, Instant now) {
        return tx.handle()
                .createQuery(INSERT)
                .bind("name", name)
                .bind("email", email)
                .bind("createdAt", now.toEpochMilli())
                .map((row, _) -> row.getLong(1))
                .one();
    }

    static void insertKey(Transaction tx, StoredKey key) {
        tx.handle()
                .createUpdate(INSERT_KEY)
                .bind("id", key.id())
                .bind("accountId", key.accountId())
                .bind("name", key.name())
                .bind("hash", key.hash())
                .bind("masked", key.masked())
                .bind("createdAt", key.createdAt().toEpochMilli())
                .execute();
    }

    static Optional<Caller> findCaller(Transaction tx, String hash) {
        return tx.handle()
                .createQuery(FIND_CALLER)
                .bind("hash", hash)
                .map(
                        (row, _) ->
                                new Caller(
                                        new Account(
                                                row.getLong("id"),
                                                row.getString("name"),
                                                row.getString("email"),
                                                Instant.ofEpochMilli(row.getLong("created_at"))),
                                        row.getString("key_id")))
                .findOne();
    }
}
