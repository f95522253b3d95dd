package dev.conch.webhook;

import dev.conch.base.TaskId;
import dev.conch.db.Sql;
import dev.conch.db.Transaction;

import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** What a node takes of table {@code webhook_delivery}, and what becomes of it. */
final class JdbcClaims {
    /**
     * Goes from target to target by the index, so that the cost depends on how many targets wait
     * and not on how many messages wait for one of them.
     */
    private static final String DUE_TARGETS =
            """
            with recursive waiting (name) as (
                select min(target) from webhook_delivery
                 where state = 'pending' and target > :after
                union all
                select (select min(d.target) from webhook_delivery d
                         where d.state = 'pending' and d.target > waiting.name)
                  from waiting where waiting.name <= :until)
            select name from waiting
             where name <= :until
               and exists (select 1 from webhook_delivery d
                            where d.state = 'pending' and d.target = waiting.name
                              and d.due_at <= :now and d.node_id is null)
             limit :limit""";

    /** A message waits for the earlier ones of the same task to the same target. */
    private static final Sql CLAIM =
            Sql.of(
                    """
                    with due (chosen) as materialized (
                        select d.sequence from webhook_delivery d
                         where d.state = 'pending' and d.target = :target and d.due_at <= :now
                           and d.node_id is null
                           and not exists (select 1 from webhook_delivery e
                                            where e.state = 'pending' and e.task_id = d.task_id
                                              and e.target = d.target and e.sequence < d.sequence)
                         order by d.due_at, d.sequence limit :limit {skip_locked})
                    update webhook_delivery set node_id = :node
                      from due where sequence = due.chosen
                    returning sequence, id, account_id, task_id, target, endpoint_id, api_key_id, url,
                              event_type, body, attempts, tries, created_at""");

    private static final String SET_BODY =
            "update webhook_delivery set body = :body where id = :id and body is null";
    private static final String BODY = "select body from webhook_delivery where id = :id";
    private static final String PUT_OFF =
            """
            update webhook_delivery set node_id = null, due_at = :dueAt
             where id = :id and node_id = :node""";
    private static final String INSERT_ATTEMPT =
            """
            insert into webhook_attempt (delivery_id, number, at, status, duration_millis, error,
                   retry_after)
            values (:id, :number, :at, :status, :millis, :error, :retryAfter)
            on conflict do nothing""";

    /** A stale or repeated result writes nothing. One that succeeded counts even if canceled. */
    private static final String END =
            """
            update webhook_delivery
               set state = case when :state = 'delivered' or state = 'pending' then :state
                                else state end,
                   attempts = :number, tries = tries + 1, node_id = null,
                   due_at = :dueAt, last_status = :status, last_error = :error,
                   ended_at = case when :state = 'pending' and state = 'pending' then null
                                   else :now end
             where id = :id and attempts = :number - 1""";

    /** Those that wait for a message need not be looked at before it. */
    private static final String DELAY_FOLLOWERS =
            """
            update webhook_delivery set due_at = :dueAt
             where state = 'pending' and task_id = :taskId and target = :target
               and sequence > :sequence and due_at < :dueAt""";

    private static final String CANCEL =
            """
            update webhook_delivery
               set state = case when state = 'pending' then 'canceled' else state end,
                   node_id = null, ended_at = coalesce(ended_at, :now), last_error = :reason
             where id = :id and node_id = :node""";
    private static final String FREE =
            "update webhook_delivery set node_id = null where node_id = :node";
    private static final String ANY_OF_DEAD =
            """
            select exists (select 1 from webhook_delivery
                            where node_id is not null and node_id <> :node
                              and node_id not in (select id from node))""";
    private static final String FREE_OF_DEAD =
            """
            update webhook_delivery set node_id = null
             where node_id is not null and node_id <> :node
               and node_id not in (select id from node)""";

    private JdbcClaims() {}

    /** Up to {@code limit} targets after {@code after} that have something due, in order. */
    static List<String> dueTargets(
            Transaction tx, String after, String until, Instant now, int limit) {
        return tx.handle()
                .createQuery(DUE_TARGETS)
                .bind("after", after)
                .bind("until", until)
                .bind("now", now.toEpochMilli())
                .bind("limit", limit)
                .map((row, _) -> row.getString(1))
                .list();
    }

    /** Takes up to {@code limit} due deliveries of a target. */
    static List<Claimed> claim(Transaction tx, String target, Instant now, int limit, String node) {
        return tx.handle()
                .createQuery(tx.sql(CLAIM))
                .bind("target", target)
                .bind("now", now.toEpochMilli())
                .bind("limit", limit)
                .bind("node", node)
                .map((row, _) -> toClaimed(row))
                .list();
    }

    /** Keeps what is sent, unless it is known; what is to be sent, at this and every attempt. */
    static String keepBody(Transaction tx, String id, String body) {
        tx.handle().createUpdate(SET_BODY).bind("id", id).bind("body", body).execute();
        return tx.handle().createQuery(BODY).bind("id", id).map((row, _) -> row.getString(1)).one();
    }

    /** Lets go of a claim without an attempt. */
    static void putOff(Transaction tx, Claimed claimed, Instant until, String node) {
        tx.handle()
                .createUpdate(PUT_OFF)
                .bind("id", claimed.id())
                .bind("dueAt", until.toEpochMilli())
                .bind("node", node)
                .execute();
    }

    /** Writes the attempt's row; the same one again changes nothing. */
    static void insertAttempt(Transaction tx, Claimed claimed, DeliveryAttempt attempt) {
        tx.handle()
                .createUpdate(INSERT_ATTEMPT)
                .bind("id", claimed.id())
                .bind("number", attempt.number())
                .bind("at", attempt.at().toEpochMilli())
                .bind("status", attempt.status())
                .bind("millis", attempt.took().toMillis())
                .bind("error", attempt.error())
                .bind("retryAfter", attempt.retryAfter())
                .execute();
    }

    /**
     * Moves a delivery on and ends the claim. False when that has happened before.
     *
     * @param dueAt when to try next, if it stays pending
     */
    static boolean end(
            Transaction tx,
            Claimed claimed,
            DeliveryAttempt attempt,
            DeliveryState state,
            Instant dueAt,
            Instant now) {
        return tx.handle()
                        .createUpdate(END)
                        .bind("id", claimed.id())
                        .bind("number", attempt.number())
                        .bind("state", state.storedName())
                        .bind("dueAt", dueAt.toEpochMilli())
                        .bind("status", attempt.status())
                        .bind("error", attempt.error())
                        .bind("now", now.toEpochMilli())
                        .execute()
                == 1;
    }

    static void delayFollowers(Transaction tx, Claimed claimed, Instant dueAt) {
        var task = claimed.taskId();
        if (task != null) {
            tx.handle()
                    .createUpdate(DELAY_FOLLOWERS)
                    .bind("taskId", task.toString())
                    .bind("target", claimed.target())
                    .bind("sequence", claimed.sequence())
                    .bind("dueAt", dueAt.toEpochMilli())
                    .execute();
        }
    }

    /** Gives up a claimed delivery without an attempt. */
    static void cancel(Transaction tx, Claimed claimed, String reason, String node, Instant now) {
        tx.handle()
                .createUpdate(CANCEL)
                .bind("id", claimed.id())
                .bind("reason", reason)
                .bind("node", node)
                .bind("now", now.toEpochMilli())
                .execute();
    }

    /** Lets go of all that {@code node} has claimed. */
    static int free(Transaction tx, String node) {
        return tx.handle().createUpdate(FREE).bind("node", node).execute();
    }

    static boolean anyOfDead(Transaction tx, String node) {
        return tx.handle()
                .createQuery(ANY_OF_DEAD)
                .bind("node", node)
                .map((row, _) -> row.getBoolean(1))
                .one();
    }

    /** Frees what nodes claimed that are not known any more, {@code node} aside; how many. */
    static int freeOfDead(Transaction tx, String node) {
        return tx.handle().createUpdate(FREE_OF_DEAD).bind("node", node).execute();
    }

    private static Claimed toClaimed(ResultSet row) throws SQLException {
        return new Claimed(
                row.getLong(1),
                row.getString(2),
                row.getLong(3),
                taskId(row.getString(4)),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getString(9),
                row.getString(10),
                row.getInt(11),
                row.getInt(12),
                Instant.ofEpochMilli(row.getLong(13)));
    }

    private static @Nullable TaskId taskId(@Nullable String text) {
        return text == null ? null : new TaskId(UUID.fromString(text));
    }
}
