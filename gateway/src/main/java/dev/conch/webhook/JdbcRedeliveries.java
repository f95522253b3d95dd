package dev.conch.webhook;

import dev.conch.db.Transaction;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/** Asks again for deliveries that have ended, or wait for later. */
final class JdbcRedeliveries {
    /** To where the endpoint is now; a callback goes to where it went. */
    private static final String AGAIN =
            """
            update webhook_delivery
               set state = 'pending', due_at = :now, pending_since = :now, tries = 0, ended_at = null,
                   url = coalesce((select e.url from webhook_endpoint e
                                    where e.id = webhook_delivery.endpoint_id), url)
             where sequence = :sequence""";

    private static final String UNDELIVERED =
            """
              and sequence < :before and created_at >= :since
              and (state in ('failed', 'canceled')
                   or (state = 'pending' and due_at > :now and node_id is null))
            order by sequence desc limit :limit""";
    private static final String OF_ENDPOINT =
            "select sequence from webhook_delivery where endpoint_id = :endpointId\n" + UNDELIVERED;
    private static final String OF_ACCOUNT =
            """
            select sequence from webhook_delivery where account_id = :accountId
               and (endpoint_id is null
                    or endpoint_id in (select id from webhook_endpoint
                                        where account_id = :accountId and disabled_at is null))
            """
                    + UNDELIVERED;

    private JdbcRedeliveries() {}

    /** Due now, with all tries ahead of it, under the same id and with the same body. */
    static void again(Transaction tx, long sequence, Instant now) {
        tx.handle()
                .createUpdate(AGAIN)
                .bind("sequence", sequence)
                .bind("now", now.toEpochMilli())
                .execute();
    }

    /**
     * What was created since and is not delivered, the newest first.
     *
     * @param endpointId null for all enabled endpoints and the callbacks
     */
    static List<Long> undelivered(
            Transaction tx, long accountId, @Nullable String endpointId, Range range) {
        var sql =
                endpointId == null
                        ? tx.handle().createQuery(OF_ACCOUNT).bind("accountId", accountId)
                        : tx.handle().createQuery(OF_ENDPOINT).bind("endpointId", endpointId);
        return sql.bind("before", range.before())
                .bind("since", range.since().toEpochMilli())
                .bind("now", range.now().toEpochMilli())
                .bind("limit", range.limit())
                .map((row, _) -> row.getLong(1))
                .list();
    }

    /**
     * A part of the log.
     *
     * @param before only smaller sequences
     * @param since only created then or later
     */
    record Range(long before, Instant since, Instant now, int limit) {}
}
