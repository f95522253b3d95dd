package dev.conch.webhook;

import dev.conch.db.Transaction;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Signing secrets in table {@code webhook_secret}, encrypted. */
final class JdbcSecrets {
    private static final String INSERT =
            """
            insert into webhook_secret (id, owner, secret, kind, created_at)
            values (:id, :owner, :secret, :kind, :createdAt)
            on conflict (owner) where expires_at is null do nothing""";
    private static final String SIGNING =
            """
            select secret from webhook_secret
             where owner = :owner and (expires_at is null or expires_at > :now)
             order by case when expires_at is null then 0 else 1 end, expires_at desc""";
    private static final String CURRENT =
            "select secret, kind from webhook_secret where owner = :owner and expires_at is null";
    private static final String EXPIRE =
            """
            update webhook_secret set expires_at = :at
             where owner = :owner and expires_at is null""";
    private static final String DELETE_EXPIRED =
            "delete from webhook_secret where owner = :owner and expires_at <= :now";
    private static final String DELETE = "delete from webhook_secret where owner = :owner";

    private JdbcSecrets() {}

    /** A secret that has no end, as it is stored. */
    record Current(String closed, SecretKind kind) {}

    /** Adds the current secret, unless there is one. */
    static void insert(Transaction tx, String owner, Current secret, Instant now) {
        tx.handle()
                .createUpdate(INSERT)
                .bind("id", Ids.next("whs_"))
                .bind("owner", owner)
                .bind("secret", secret.closed())
                .bind("kind", secret.kind().storedName())
                .bind("createdAt", now.toEpochMilli())
                .execute();
    }

    /** What signs now, the current one first. */
    static List<String> signing(Transaction tx, String owner, Instant now) {
        return tx.handle()
                .createQuery(SIGNING)
                .bind("owner", owner)
                .bind("now", now.toEpochMilli())
                .map((row, _) -> row.getString(1))
                .list();
    }

    static Optional<Current> current(Transaction tx, String owner) {
        return tx.handle()
                .createQuery(CURRENT)
                .bind("owner", owner)
                .map(
                        (row, _) ->
                                new Current(
                                        row.getString(1),
                                        SecretKind.ofStoredName(row.getString(2))))
                .findOne();
    }

    /** Lets the current secret end at {@code at} and forgets those that have ended. */
    static void expire(Transaction tx, String owner, Instant at, Instant now) {
        tx.handle()
                .createUpdate(EXPIRE)
                .bind("owner", owner)
                .bind("at", at.toEpochMilli())
                .execute();
        tx.handle()
                .createUpdate(DELETE_EXPIRED)
                .bind("owner", owner)
                .bind("now", now.toEpochMilli())
                .execute();
    }

    static void delete(Transaction tx, String owner) {
        tx.handle().createUpdate(DELETE).bind("owner", owner).execute();
    }
}
