package dev.conch.task;

import dev.conch.base.TaskId;
import dev.conch.db.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Tasks, attempts and result files in tables {@code task}, {@code task_attempt} and {@code asset}.
 */
final class JdbcTasks {
    /**
     * A new task's turn: after this account's last waiting one, but not before the first of all
     * that wait.
     */
    private static final String INSERT =
            """
            insert into task (id, account_id, api_key_id, service, action, model, state, turn, due_at,
                   request, warnings, price_cents, provider, client_request_id, created_at)
            values (:id, :accountId, :apiKeyId, :service, :action, :model, :state,
                    max(coalesce((select turn from task where state = 'queued'
                                   order by turn limit 1), 0),
                        coalesce((select turn + 1 from task
                                   where state = 'queued' and account_id = :accountId
                                   order by turn desc limit 1), 0)),
                    :dueAt, :request, :warnings, :priceCents, :provider, :clientRequestId, :createdAt)""";

    private static final String UPDATE =
            """
            update task set state = :state, node_id = :nodeId, attempts = :attempts,
                   provider = :provider, provider_task_id = :providerTaskId, progress = :progress,
                   interpretation = :interpretation, error_code = :errorCode,
                   error_message = :errorMessage, due_at = :dueAt, started_at = :startedAt,
                   ended_at = :endedAt, version = version + 1
             where id = :id and version = :version""";
    private static final String FIND = TaskRow.SELECT + "where id = :id";
    private static final String ABANDONED =
            TaskRow.SELECT
                    + """
            where node_id is null and state in ('submitting', 'running', 'storing')
              and provider = :provider
            order by id limit :limit""";
    private static final String DUE =
            TaskRow.SELECT
                    + """
            where state = 'queued' and due_at <= :now and provider = :provider
            order by turn, id limit :limit""";
    private static final String ABANDON =
            "update task set node_id = null, version = version + 1 where node_id = :node";
    private static final String ABANDON_OF_DEAD =
            """
            update task set node_id = null, version = version + 1
             where node_id is not null and node_id not in (select id from node)""";
    private static final String INSERT_ATTEMPT =
            """
            insert into task_attempt (task_id, number, provider, started_at)
            values (:taskId, :number, :provider, :now)""";
    private static final String END_ATTEMPT =
            """
            update task_attempt set provider_task_id = :providerTaskId, outcome = :outcome,
                   ended_at = :now
             where task_id = :taskId and number = :number""";
    private static final String INSERT_ASSET =
            """
            insert into asset (id, task_id, kind, sha256, media_type, file_name, bytes, facts,
                   created_at, expires_at)
            values (:id, :taskId, :kind, :sha256, :mediaType, :fileName, :bytes, :facts,
                    :createdAt, :expiresAt)""";
    private static final String ASSETS =
            "select * from asset where task_id = :taskId order by kind";
    private static final String FIND_ASSET = "select * from asset where id = :id";
    private static final String WAITING = "select count(*) from task where state = 'queued'";
    private static final String HEARTBEAT =
            """
            insert into node (id, started_at, heartbeat_at) values (:id, :now, :now)
            on conflict (id) do update set heartbeat_at = :now""";
    private static final String FORGET_NODE = "delete from node where id = :id";
    private static final String FORGET_SILENT = "delete from node where heartbeat_at < :alive";
    private static final String FORGET_OTHERS = "delete from node where id <> :id";

    private JdbcTasks() {}

    static void insert(Transaction tx, Task task) {
        var order = task.order();
        tx.handle()
                .createUpdate(INSERT)
                .bind("id", task.id().toString())
                .bind("accountId", order.accountId())
                .bind("apiKeyId", order.apiKeyId())
                .bind("service", order.service())
                .bind("action", order.action())
                .bind("model", order.model())
                .bind("state", task.state().storedName())
                .bind("dueAt", task.progress().dueAt().toEpochMilli())
                .bind("request", order.request())
                .bind("warnings", TaskRow.json(order.warnings()))
                .bind("priceCents", order.price().value())
                .bind("provider", task.progress().provider())
                .bind("clientRequestId", order.clientRequestId())
                .bind("createdAt", task.createdAt().toEpochMilli())
                .execute();
    }

    /** False when the row has changed since {@code task} was read: then nothing is written. */
    static boolean update(Transaction tx, Task task) {
        var progress = task.progress();
        var failure = progress.failure();
        return tx.handle()
                        .createUpdate(UPDATE)
                        .bind("id", task.id().toString())
                        .bind("version", task.version())
                        .bind("state", progress.state().storedName())
                        .bind("nodeId", progress.nodeId())
                        .bind("attempts", progress.attempts())
                        .bind("provider", progress.provider())
                        .bind("providerTaskId", progress.providerTaskId())
                        .bind("progress", progress.fraction())
                        .bind("interpretation", progress.interpretation())
                        .bind("errorCode", failure == null ? null : failure.code())
                        .bind("errorMessage", failure == null ? null : failure.message())
                        .bind("dueAt", progress.dueAt().toEpochMilli())
                        .bind("startedAt", TaskRow.millis(progress.startedAt()))
                        .bind("endedAt", TaskRow.millis(progress.endedAt()))
                        .execute()
                == 1;
    }

    static Optional<Task> find(Transaction tx, TaskId id) {
        return tx.handle()
                .createQuery(FIND)
                .bind("id", id.toString())
                .map((row, _) -> TaskRow.toTask(row))
                .findOne();
    }

    /** Started tasks that no node drives. */
    static List<Task> abandoned(Transaction tx, String provider, int limit) {
        return tx.handle()
                .createQuery(ABANDONED)
                .bind("provider", provider)
                .bind("limit", limit)
                .map((row, _) -> TaskRow.toTask(row))
                .list();
    }

    static List<Task> due(Transaction tx, String provider, Instant now, int limit) {
        return tx.handle()
                .createQuery(DUE)
                .bind("provider", provider)
                .bind("now", now.toEpochMilli())
                .bind("limit", limit)
                .map((row, _) -> TaskRow.toTask(row))
                .list();
    }

    /** Frees what {@code node} drives. */
    static void abandon(Transaction tx, String node) {
        tx.handle().createUpdate(ABANDON).bind("node", node).execute();
    }

    /** Frees what nodes drive that are not known any more; the number of tasks. */
    static int abandonOfDead(Transaction tx) {
        return tx.handle().createUpdate(ABANDON_OF_DEAD).execute();
    }

    static void insertAttempt(Transaction tx, Task task, Instant now) {
        tx.handle()
                .createUpdate(INSERT_ATTEMPT)
                .bind("taskId", task.id().toString())
                .bind("number", task.progress().attempts())
                .bind("provider", task.progress().provider())
                .bind("now", now.toEpochMilli())
                .execute();
    }

    static void endAttempt(Transaction tx, Task task, String outcome, Instant now) {
        tx.handle()
                .createUpdate(END_ATTEMPT)
                .bind("taskId", task.id().toString())
                .bind("number", task.progress().attempts())
                .bind("providerTaskId", task.progress().providerTaskId())
                .bind("outcome", outcome)
                .bind("now", now.toEpochMilli())
                .execute();
    }

    static void insertAsset(Transaction tx, TaskAsset asset) {
        tx.handle()
                .createUpdate(INSERT_ASSET)
                .bind("id", asset.id())
                .bind("taskId", asset.taskId().toString())
                .bind("kind", asset.kind().name().toLowerCase(Locale.ROOT))
                .bind("sha256", asset.sha256())
                .bind("mediaType", asset.mediaType())
                .bind("fileName", asset.fileName())
                .bind("bytes", asset.bytes())
                .bind("facts", TaskRow.json(asset.facts()))
                .bind("createdAt", asset.createdAt().toEpochMilli())
                .bind("expiresAt", asset.expiresAt().toEpochMilli())
                .execute();
    }

    static List<TaskAsset> assets(Transaction tx, TaskId task) {
        return tx.handle()
                .createQuery(ASSETS)
                .bind("taskId", task.toString())
                .map((row, _) -> TaskRow.toAsset(row))
                .list();
    }

    static Optional<TaskAsset> findAsset(Transaction tx, String id) {
        return tx.handle()
                .createQuery(FIND_ASSET)
                .bind("id", id)
                .map((row, _) -> TaskRow.toAsset(row))
                .findOne();
    }

    static long waiting(Transaction tx) {
        return tx.handle().createQuery(WAITING).map((row, _) -> row.getLong(1)).one();
    }

    static void heartbeat(Transaction tx, String node, Instant now) {
        tx.handle()
                .createUpdate(HEARTBEAT)
                .bind("id", node)
                .bind("now", now.toEpochMilli())
                .execute();
    }

    static void forgetNode(Transaction tx, String node) {
        tx.handle().createUpdate(FORGET_NODE).bind("id", node).execute();
    }

    /** Forgets the nodes that have not been heard of since {@code alive}. */
    static void forgetSilent(Transaction tx, Instant alive) {
        tx.handle().createUpdate(FORGET_SILENT).bind("alive", alive.toEpochMilli()).execute();
    }

    static void forgetOthers(Transaction tx, String node) {
        tx.handle().createUpdate(FORGET_OTHERS).bind("id", node).execute();
    }
}
