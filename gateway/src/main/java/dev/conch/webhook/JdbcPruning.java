package dev.conch.webhook;

import dev.conch.db.Sql;
import dev.conch.db.Transaction;

import java.time.Instant;

/** Takes what ended long ago out of the log. */
final class JdbcPruning {
    private static final String ANY =
            "select exists (select 1 from webhook_delivery where ended_at < :before)";

    /** One that was just asked for again is locked or pending, and so stays. */
    private static final Sql DELETE =
            Sql.of(
                    """
                    with old (chosen) as materialized (
                        select sequence from webhook_delivery
                         where ended_at < :before and state <> 'pending' and node_id is null
                         order by ended_at limit :limit {skip_locked})
                    delete from webhook_delivery where sequence in (select chosen from old)
                    returning id""");

    private static final String DELETE_ATTEMPTS =
            "delete from webhook_attempt where delivery_id = :id";

    private JdbcPruning() {}

    static boolean any(Transaction tx, Instant before) {
        return tx.handle()
                .createQuery(ANY)
                .bind("before", before.toEpochMilli())
                .map((row, _) -> row.getBoolean(1))
                .one();
    }

    /** Deletes up to {@code limit} that ended before, the oldest first; how many. */
    static int delete(Transaction tx, Instant before, int limit) {
        var ids =
                tx.handle()
                        .createQuery(tx.sql(DELETE))
                        .bind("before", before.toEpochMilli())
                        .bind("limit", limit)
                        .map((row, _) -> row.getString(1))
                        .list();
        if (!ids.isEmpty()) {
            var attempts = tx.handle().prepareBatch(DELETE_ATTEMPTS);
            ids.forEach(id -> attempts.bind("id", id).add());
            attempts.execute();
        }
        return ids.size();
    }
}
