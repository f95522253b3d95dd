package dev.conch.idempotency;

import dev.conch.db.Transaction;

import java.time.Instant;
import java.util.Optional;

/** Keys in table {@code idempotency}. */
final class JdbcIdempotency {
    private static final String INSERT =
            """
            insert into idempotency (project_id, route, key, fingerprint, resource_id, created_at)
            values (:projectId, :route, :key, :fingerprint, :resource, :now)
            on conflict do nothing""";
    private static final String FIND =
            """
            select fingerprint, resource_id from idempotency
             where project_id = :projectId and route = :route and key = :key""";

    private static final String NAME =
            """
            update idempotency set resource_id = :resource
             where project_id = :projectId and route = :route and key = :key""";

    private JdbcIdempotency() {}

    record Made(String fingerprint, String resource) {}

    /** False if the key is taken. Waits for another node that is just taking it. */
    static boolean insert(Transaction tx, IdempotencyKey key, String resource, Instant now) {
        return tx.handle()
                        .createUpdate(INSERT)
                        .bind("projectId", key.projectId())
                        .bind("route", key.route())
                        .bind("key", key.key())
                        .bind("fingerprint", key.fingerprint())
                        .bind("resource", resource)
                        .bind("now", now.toEpochMilli())
                        .execute()
                == 1;
    }

    /** Says what was made under a key that was taken before it was known. */
    static void name(Transaction tx, IdempotencyKey key, String resource) {
        tx.handle()
                .createUpdate(NAME)
                .bind("projectId", key.projectId())
                .bind("route", key.route())
                .bind("key", key.key())
                .bind("resource", resource)
                .execute();
    }

    static Optional<Made> find(Transaction tx, IdempotencyKey key) {
        return tx.handle()
                .createQuery(FIND)
                .bind("projectId", key.projectId())
                .bind("route", key.route())
                .bind("key", key.key())
                .map((row, _) -> new Made(row.getString(1), row.getString(2)))
                .findOne();
    }
}
