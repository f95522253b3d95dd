package dev.conch.task;

import dev.conch.db.Database;
import dev.conch.provider.Failure;
import dev.conch.provider.Providers;
import dev.conch.provider.ReconcileOutcome;
import dev.conch.provider.VideoProvider;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Looks after tasks whose submit is unclear: asks the provider's list, and after the operator's
 * time gives up. Never submits anything.
 */
final class Reconciler {
    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);
    private static final int BATCH = 50;

    /** The outcome of an attempt that is repeated without being sure that it came to nothing. */
    private static final String AT_RISK = "Repeated at the operator's risk";

    private final Database database;
    private final Changes changes;
    private final Results results;
    private final Providers providers;
    private final Clock clock;
    private final Duration giveUpAfter;

    /**
     * A reconciler.
     *
     * @param giveUpAfter an unclear task fails so long after its submit, at the operator's risk;
     *     zero leaves it to the operator
     */
    Reconciler(
            Database database,
            Changes changes,
            Results results,
            Providers providers,
            Clock clock,
            Duration giveUpAfter) {
        this.database = database;
        this.changes = changes;
        this.results = results;
        this.providers = providers;
        this.clock = clock;
        this.giveUpAfter = giveUpAfter;
    }

    /** Whose unclear tasks it is time to look at: asked often, so it only reads. */
    Set<String> due() {
        var now = clock.instant();
        return database.read(tx -> JdbcQueue.providersOfUnclear(tx, now));
    }

    /** Looks at the unclear tasks of a provider whose time has come; how many there were. */
    int look(VideoProvider provider) {
        var tasks = claim(provider);
        for (var task : tasks) {
            try {
                settle(task, outcome(task, provider));
            } catch (RuntimeException e) {
                LOG.atError().addKeyValue("task_id", task.id()).setCause(e).log("not reconciled");
            }
        }
        return tasks.size();
    }

    /** Puts them off, so that no other node asks the same. */
    private List<Task> claim(VideoProvider provider) {
        var now = clock.instant();
        return database.write(
                tx ->
                        JdbcQueue.unclear(tx, provider.name(), now, BATCH).stream()
                                .map(t -> t.with(t.progress().unclear(now.plus(Steps.LOOK_AGAIN))))
                                .filter(t -> JdbcTasks.update(tx, t))
                                .map(Task::stored)
                                .toList());
    }

    private ReconcileOutcome outcome(Task task, VideoProvider provider) {
        var known =
                database.read(tx -> JdbcTasks.attempts(tx, task.id())).stream()
                        .filter(attempt -> attempt.number() == task.progress().attempts())
                        .map(Attempt::providerTaskId)
                        .flatMap(id -> Optional.ofNullable(id).stream())
                        .findFirst();
        if (known.isPresent()) {
            return new ReconcileOutcome.Found(known.get());
        }
        return provider.reconcile(results.request(task));
    }

    private void settle(Task task, ReconcileOutcome outcome) {
        var now = clock.instant();
        var policy = policy(task, now);
        var next = task.with(Steps.afterReconcile(task, outcome, policy, now));
        if (next.state() == TaskState.UNCLEAR) {
            return;
        }
        boolean atRisk =
                policy == Steps.Policy.RESUBMIT
                        && outcome instanceof ReconcileOutcome.CannotTell
                        && next.state() == TaskState.QUEUED;
        database.write(
                task.order().accountId(),
                tx ->
                        changes.write(
                                tx,
                                task,
                                next,
                                atRisk ? AT_RISK : outcome.getClass().getSimpleName()));
        LOG.atInfo()
                .addKeyValue("task_id", task.id())
                .addKeyValue("outcome", outcome.getClass().getSimpleName())
                .addKeyValue("state", next.state().storedName())
                .log("unclear submit settled");
    }

    /** The route's own rule goes before the general one. */
    private Steps.Policy policy(Task task, Instant now) {
        var started = task.progress().startedAt();
        if (started == null) {
            return Steps.Policy.WAIT;
        }
        var again =
                providers
                        .routeOf(task.order().model())
                        .flatMap(route -> Optional.ofNullable(route.resubmitUnclearAfter()));
        if (again.isPresent() && !now.isBefore(started.plus(again.get()))) {
            return Steps.Policy.RESUBMIT;
        }
        return giveUpAfter.isPositive() && !now.isBefore(started.plus(giveUpAfter))
                ? Steps.Policy.GIVE_UP
                : Steps.Policy.WAIT;
    }

    /** Fails what waited past its deadline; how many there were. */
    int failLate() {
        var now = clock.instant();
        if (!database.<Boolean>read(tx -> JdbcQueue.anyLate(tx, now))) {
            return 0;
        }
        return database.write(
                tx -> {
                    var late = JdbcQueue.late(tx, now, BATCH);
                    for (var task : late) {
                        changes.write(
                                tx, task, task.with(task.progress().failed(Steps.LATE, now)), null);
                    }
                    return late.size();
                });
    }

    /** What an operator decided for an unclear task. */
    static TaskProgress decided(Task task, Resolution decision, Instant now) {
        return switch (decision) {
            case Resolution.Completed(var id) -> task.progress().found(id);
            case Resolution.Failed(var reason) ->
                    task.progress().failed(new Failure("submit_unclear", reason), now);
            case Resolution.Retry _ -> Steps.neverStarted(task, now);
        };
    }
}
