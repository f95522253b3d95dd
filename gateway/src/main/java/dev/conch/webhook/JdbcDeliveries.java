package dev.conch.webhook;

import dev.conch.base.TaskId;
import dev.conch.db.Transaction;

import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The log of deliveries in tables {@code webhook_delivery} and {@code webhook_attempt}. */
final class JdbcDeliveries {
    /** A message is not due before those of the same task to the same target that wait. */
    private static final String INSERT =
            """
            insert into webhook_delivery (id, account_id, project_id, task_id, target, endpoint_id,
                   api_key_id, url, event_type, state, due_at, created_at, pending_since)
            values (:id, :accountId, :projectId, :taskId, :target, :endpointId,
                    :apiKeyId, :url, :eventType, 'pending',
                    coalesce((select due_at from webhook_delivery
                               where task_id = :taskId and target = :target and state = 'pending'
                               order by sequence desc limit 1),
                             :now),
                    :now, :now)""";

    private static final String FIND =
            "select * from webhook_delivery where id = :id and account_id = :accountId";
    private static final String FILTERED =
            """
              and sequence < :before
              and (cast(:state as text) is null or state = :state)
              and (cast(:eventType as text) is null or event_type = :eventType)
            order by sequence desc limit :limit""";
    private static final String PAGE_OF_ACCOUNT =
            "select * from webhook_delivery where account_id = :accountId\n" + FILTERED;
    private static final String PAGE_OF_ENDPOINT =
            """
            select * from webhook_delivery where account_id = :accountId
               and endpoint_id = :endpointId
               and (cast(:taskId as text) is null or task_id = :taskId)
            """
                    + FILTERED;
    private static final String PAGE_OF_TASK =
            """
            select * from webhook_delivery where account_id = :accountId and task_id = :taskId
            """
                    + FILTERED;
    private static final String OF_TASK =
            """
            select * from webhook_delivery where account_id = :accountId and task_id = :taskId
             order by sequence""";
    private static final String ATTEMPTS =
            """
            select number, at, status, duration_millis, error, retry_after
              from webhook_attempt where delivery_id = :id order by number""";
    private static final String PENDING =
            "select count(*) from webhook_delivery where state = 'pending'";
    private static final String OLDEST =
            "select min(pending_since) from webhook_delivery where state = 'pending'";
    private static final String MOVE =
            """
            update webhook_delivery set url = :url
             where target = :target and state = 'pending'""";
    private static final String CANCEL =
            """
            update webhook_delivery set state = 'canceled', ended_at = :now, last_error = :reason
             where target = :target and state = 'pending'""";

    private JdbcDeliveries() {}

    /**
     * What to tell whom.
     *
     * @param apiKeyId whose secret signs; empty unless it is a callback
     */
    record New(
            String id,
            long accountId,
            @Nullable Long projectId,
            @Nullable TaskId taskId,
            String target,
            @Nullable String endpointId,
            String apiKeyId,
            String url,
            String eventType) {}

    static void insert(Transaction tx, New delivery, Instant now) {
        var task = delivery.taskId();
        tx.handle()
                .createUpdate(INSERT)
                .bind("id", delivery.id())
                .bind("accountId", delivery.accountId())
                .bind("projectId", delivery.projectId())
                .bind("taskId", task == null ? null : task.toString())
                .bind("target", delivery.target())
                .bind("endpointId", delivery.endpointId())
                .bind("apiKeyId", delivery.apiKeyId())
                .bind("url", delivery.url())
                .bind("eventType", delivery.eventType())
                .bind("now", now.toEpochMilli())
                .execute();
    }

    static Optional<Delivery> find(Transaction tx, long accountId, String id) {
        return tx.handle()
                .createQuery(FIND)
                .bind("id", id)
                .bind("accountId", accountId)
                .map((row, _) -> toDelivery(row))
                .findOne();
    }

    /** What is sent, if it has been written. */
    static Optional<String> body(Transaction tx, long accountId, String id) {
        return tx.handle()
                .createQuery(FIND)
                .bind("id", id)
                .bind("accountId", accountId)
                .map((row, _) -> Optional.ofNullable(row.getString("body")))
                .one();
    }

    /** Up to {@code limit} deliveries older than {@code before}, the newest first. */
    static List<Delivery> page(
            Transaction tx, long accountId, DeliveryQuery query, long before, int limit) {
        var task = query.taskId() == null ? null : query.taskId().toString();
        Query sql;
        if (query.endpointId() != null) {
            sql = tx.handle().createQuery(PAGE_OF_ENDPOINT);
            sql.bind("endpointId", query.endpointId()).bind("taskId", task);
        } else if (task != null) {
            sql = tx.handle().createQuery(PAGE_OF_TASK).bind("taskId", task);
        } else {
            sql = tx.handle().createQuery(PAGE_OF_ACCOUNT);
        }
        return sql.bind("accountId", accountId)
                .bind("before", before)
                .bind("state", query.state() == null ? null : query.state().storedName())
                .bind("eventType", query.eventType())
                .bind("limit", limit)
                .map((row, _) -> toDelivery(row))
                .list();
    }

    /** All deliveries of a task, the oldest first. */
    static List<Delivery> of(Transaction tx, long accountId, TaskId task) {
        return tx.handle()
                .createQuery(OF_TASK)
                .bind("accountId", accountId)
                .bind("taskId", task.toString())
                .map((row, _) -> toDelivery(row))
                .list();
    }

    static List<DeliveryAttempt> attempts(Transaction tx, String deliveryId) {
        return tx.handle()
                .createQuery(ATTEMPTS)
                .bind("id", deliveryId)
                .map((row, _) -> toAttempt(row))
                .list();
    }

    static long pending(Transaction tx) {
        return tx.handle().createQuery(PENDING).map((row, _) -> row.getLong(1)).one();
    }

    static Optional<Instant> oldest(Transaction tx) {
        return tx.handle()
                .createQuery(OLDEST)
                .map((row, _) -> Optional.ofNullable(instant(row, 1)))
                .one();
    }

    /** Sends what waits for {@code target} to another URL. */
    static void move(Transaction tx, String target, String url) {
        tx.handle().createUpdate(MOVE).bind("target", target).bind("url", url).execute();
    }

    /** Gives up what waits for {@code target}. */
    static void cancel(Transaction tx, String target, String reason, Instant now) {
        tx.handle()
                .createUpdate(CANCEL)
                .bind("target", target)
                .bind("reason", reason)
                .bind("now", now.toEpochMilli())
                .execute();
    }

    private static Delivery toDelivery(ResultSet row) throws SQLException {
        var task = row.getString("task_id");
        long project = row.getLong("project_id");
        var projectId = row.wasNull() ? null : (Long) project;
        int status = row.getInt("last_status");
        var lastStatus = row.wasNull() ? null : (Integer) status;
        return new Delivery(
                row.getLong("sequence"),
                row.getString("id"),
                row.getLong("account_id"),
                projectId,
                task == null ? null : new TaskId(UUID.fromString(task)),
                row.getString("target"),
                row.getString("endpoint_id"),
                row.getString("url"),
                row.getString("event_type"),
                DeliveryState.ofStoredName(row.getString("state")),
                row.getInt("attempts"),
                Instant.ofEpochMilli(row.getLong("due_at")),
                Instant.ofEpochMilli(row.getLong("created_at")),
                JdbcEndpoints.instant(row, "ended_at"),
                lastStatus,
                row.getString("last_error"));
    }

    private static DeliveryAttempt toAttempt(ResultSet row) throws SQLException {
        int number = row.getInt(1);
        var at = Instant.ofEpochMilli(row.getLong(2));
        int status = row.getInt(3);
        var found = row.wasNull() ? null : (Integer) status;
        return new DeliveryAttempt(
                number,
                at,
                found,
                Duration.ofMillis(row.getLong(4)),
                row.getString(5),
                row.getString(6));
    }

    private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
        var millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }
}
