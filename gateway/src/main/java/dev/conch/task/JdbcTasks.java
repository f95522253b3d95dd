package dev.conch.task;

import dev.conch.base.Money;
import dev.conch.base.TaskId;
import dev.conch.db.Sql;
import dev.conch.db.Transaction;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Tasks and attempts in tables {@code task} and {@code task_attempt}. */
final class JdbcTasks {
    /**
     * A new task's turn: after its project's last waiting one of the same priority, but not before
     * the first of all that wait.
     */
    private static final Sql INSERT =
            Sql.of(
                    """
                    insert into task (id, account_id, project_id, api_key_id, priority, service, action,
                           model, state, turn, due_at, request, warnings, price_cents, provider,
                           client_request_id, origin, callback_url, deadline_at, created_at)
                    values (:id, :accountId, :projectId, :apiKeyId, :priority, :service, :action,
                            :model, :state,
                            {greatest}(coalesce((select turn from task
                                           where state = 'queued' and priority = :priority
                                           order by turn limit 1), 0),
                                coalesce((select turn + 1 from task
                                           where state = 'queued' and project_id = :projectId
                                             and priority = :priority
                                           order by turn desc limit 1), 0)),
                            :dueAt, :request, :warnings, :priceCents, :provider,
                            :clientRequestId, :origin, :callbackUrl, :deadlineAt, :createdAt)""");

    private static final String UPDATE =
            """
            update task set state = :state, node_id = :nodeId, attempts = :attempts,
                   provider = :provider, upstream_model = :upstreamModel,
                   provider_task_id = :providerTaskId, progress = :progress,
                   interpretation = :interpretation, error_code = :errorCode,
                   error_message = :errorMessage, due_at = :dueAt, started_at = :startedAt,
                   ended_at = :endedAt, charged_microcents = :charged, version = version + 1
             where id = :id and version = :version""";
    private static final String FIND = TaskRow.SELECT + "where id = :id";
    private static final String INSERT_ATTEMPT =
            """
            insert into task_attempt (task_id, number, provider, upstream_model, started_at)
            values (:taskId, :number, :provider, :upstreamModel, :now)""";
    private static final String END_ATTEMPT =
            """
            update task_attempt set provider_task_id = :providerTaskId, outcome = :outcome,
                   ended_at = :now
             where task_id = :taskId and number = :number""";
    private static final String NOTE_ATTEMPT =
            """
            update task_attempt set trace = coalesce(:trace, trace),
                   trouble = coalesce(:trouble, trouble),
                   cost_microcents = coalesce(:cost, cost_microcents)
             where task_id = :taskId and number = :number""";
    private static final String ATTEMPTS =
            "select * from task_attempt where task_id = :taskId order by number";
    private static final String REQUEST_CANCEL =
            """
            update task set cancel_requested_at = :now
             where id = :id and ended_at is null and cancel_requested_at is null""";
    private static final String REFUSE_CANCEL =
            "update task set cancel_refused_at = :now where id = :id and ended_at is null";
    private static final String IN_FLIGHT_OF_PROJECT =
            "select count(*) from task where project_id = :projectId and ended_at is null";
    private static final String IN_FLIGHT_OF_ACCOUNT =
            """
            select count(*) from task where ended_at is null and project_id in
                   (select id from project where account_id = :accountId)""";
    private static final String IN_FLIGHT_OF_KEY =
            """
            select count(*) from task
             where project_id = :projectId and ended_at is null and api_key_id = :apiKeyId""";

    private JdbcTasks() {}

    static void insert(Transaction tx, Task task) {
        var order = task.order();
        var buyer = order.buyer();
        tx.handle()
                .createUpdate(tx.sql(INSERT))
                .bind("id", task.id().toString())
                .bind("accountId", buyer.accountId())
                .bind("projectId", buyer.projectId())
                .bind("apiKeyId", buyer.apiKeyId())
                .bind("priority", buyer.priority().level())
                .bind("service", order.service())
                .bind("action", order.action())
                .bind("model", order.model())
                .bind("state", task.state().storedName())
                .bind("dueAt", task.progress().dueAt().toEpochMilli())
                .bind("request", order.request())
                .bind("warnings", TaskRow.json(order.warnings()))
                .bind("priceCents", order.price().cents())
                .bind("provider", task.progress().provider())
                .bind("clientRequestId", order.clientRequestId())
                .bind("origin", order.origin())
                .bind("callbackUrl", order.callbackUrl())
                .bind("deadlineAt", TaskRow.millis(order.deadlineAt()))
                .bind("createdAt", task.createdAt().toEpochMilli())
                .execute();
    }

    /** False when the row has changed since {@code task} was read: then nothing is written. */
    static boolean update(Transaction tx, Task task) {
        var progress = task.progress();
        var failure = progress.failure();
        var charged = progress.charged();
        return tx.handle()
                        .createUpdate(UPDATE)
                        .bind("id", task.id().toString())
                        .bind("version", task.version())
                        .bind("state", progress.state().storedName())
                        .bind("nodeId", progress.nodeId())
                        .bind("attempts", progress.attempts())
                        .bind("provider", progress.provider())
                        .bind("upstreamModel", progress.upstreamModel())
                        .bind("providerTaskId", progress.providerTaskId())
                        .bind("progress", progress.fraction())
                        .bind("interpretation", progress.interpretation())
                        .bind("errorCode", failure == null ? null : failure.code())
                        .bind("errorMessage", failure == null ? null : failure.message())
                        .bind("dueAt", progress.dueAt().toEpochMilli())
                        .bind("startedAt", TaskRow.millis(progress.startedAt()))
                        .bind("endedAt", TaskRow.millis(progress.endedAt()))
                        .bind("charged", charged == null ? null : charged.microCents())
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

    static void insertAttempt(Transaction tx, Task task, Instant now) {
        tx.handle()
                .createUpdate(INSERT_ATTEMPT)
                .bind("taskId", task.id().toString())
                .bind("number", task.progress().attempts())
                .bind("provider", task.progress().provider())
                .bind("upstreamModel", task.progress().upstreamModel())
                .bind("now", now.toEpochMilli())
                .execute();
    }

    /** Notes what a submit's answer said beside its outcome; null leaves what is there. */
    static void noteAttempt(
            Transaction tx,
            Task task,
            @Nullable String trace,
            @Nullable String trouble,
            @Nullable Money cost) {
        tx.handle()
                .createUpdate(NOTE_ATTEMPT)
                .bind("taskId", task.id().toString())
                .bind("number", task.progress().attempts())
                .bind("trace", trace)
                .bind("trouble", trouble)
                .bind("cost", cost == null ? null : cost.microCents())
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

    static List<Attempt> attempts(Transaction tx, TaskId id) {
        return tx.handle()
                .createQuery(ATTEMPTS)
                .bind("taskId", id.toString())
                .map((row, _) -> TaskRow.toAttempt(row))
                .list();
    }

    /** Notes the wish; false if the task has ended or the wish was noted before. */
    static boolean requestCancel(Transaction tx, TaskId id, Instant now) {
        return tx.handle()
                        .createUpdate(REQUEST_CANCEL)
                        .bind("id", id.toString())
                        .bind("now", now.toEpochMilli())
                        .execute()
                == 1;
    }

    static void refuseCancel(Transaction tx, TaskId id, Instant now) {
        tx.handle()
                .createUpdate(REFUSE_CANCEL)
                .bind("id", id.toString())
                .bind("now", now.toEpochMilli())
                .execute();
    }

    static long inFlightOfAccount(Transaction tx, long accountId) {
        return tx.handle()
                .createQuery(IN_FLIGHT_OF_ACCOUNT)
                .bind("accountId", accountId)
                .map((row, _) -> row.getLong(1))
                .one();
    }

    static long inFlightOfProject(Transaction tx, long projectId) {
        return tx.handle()
                .createQuery(IN_FLIGHT_OF_PROJECT)
                .bind("projectId", projectId)
                .map((row, _) -> row.getLong(1))
                .one();
    }

    static long inFlightOfKey(Transaction tx, Buyer buyer) {
        return tx.handle()
                .createQuery(IN_FLIGHT_OF_KEY)
                .bind("projectId", buyer.projectId())
                .bind("apiKeyId", buyer.apiKeyId())
                .map((row, _) -> row.getLong(1))
                .one();
    }
}
