package dev.conch.task;

import dev.conch.asset.FileStoreException;
import dev.conch.base.Bell;
import dev.conch.base.Money;
import dev.conch.base.Pause;
import dev.conch.db.Database;
import dev.conch.db.DatabaseUnavailable;
import dev.conch.db.Transaction;
import dev.conch.provider.CancelOutcome;
import dev.conch.provider.Failure;
import dev.conch.provider.FetchedVideo;
import dev.conch.provider.PollOutcome;
import dev.conch.provider.SubmitOutcome;
import dev.conch.provider.VideoProvider;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Takes one claimed task from step to step until it ends or is no longer ours. Shared between
 * threads; each task is driven by one.
 *
 * <p>Each step is stored before the next begins, so a process that dies leaves a row from which
 * another goes on. While the database is away, what a provider answered is kept in memory and
 * written when it is back.
 */
final class TaskDriver {
    private static final Logger LOG = LoggerFactory.getLogger(TaskDriver.class);

    /** Writes of progress cost a synced commit, so smaller steps than this stay in memory. */
    private static final double PROGRESS_STEP = 0.01;

    /** A paid task is given up only when the provider says so often in a row not to know it. */
    private static final int BELIEVED_LOST = 3;

    private static final Duration LOST_RETRY = Duration.ofSeconds(10);
    private static final Duration DATABASE_RETRY = Duration.ofMillis(500);

    private final Database database;
    private final Changes changes;
    private final Results results;
    private final Health health;
    private final Clock clock;
    private final Pause pause;
    private final Duration longest;

    /**
     * A driver.
     *
     * @param longest how long a task may be worked on; zero for ever
     */
    TaskDriver(Stores stores, Clock clock, Pause pause, Duration longest) {
        this.database = stores.database();
        this.changes = stores.changes();
        this.results = stores.results();
        this.health = stores.health();
        this.clock = clock;
        this.pause = pause;
        this.longest = longest;
    }

    /** Where a driver reads and writes. */
    record Stores(Database database, Changes changes, Results results, Health health) {}

    /**
     * Drives until the task ends, goes back to the queue or is changed by somebody else.
     *
     * @param claimed just claimed for this node; a state that was not reached in this process is
     *     taken up again
     * @param driven what others tell us meanwhile
     * @return the task as last stored
     */
    Task drive(Task claimed, VideoProvider provider, boolean takenOver, Driven driven)
            throws InterruptedException {
        var task = claimed;
        if (task.wishes().cancel()) {
            driven.wantCancel();
        }
        if (takenOver && task.state() == TaskState.SUBMITTING) {
            return save(
                    task,
                    Steps.afterCutSubmit(
                            task.progress(), provider.submitsAreFree(), clock.instant()),
                    "cut");
        }
        while (task.progress().nodeId() != null && !task.state().terminal()) {
            var before = task;
            try {
                task = step(before, provider, driven);
            } catch (DatabaseUnavailable e) {
                task = afterOutage(before, provider, e);
                if (!Objects.equals(task.progress().nodeId(), before.progress().nodeId())) {
                    return task; // taken over meanwhile
                }
                continue;
            }
            if (task.version() == before.version()) {
                return task; // changed by somebody else
            }
            if (task.state().terminal() || task.state() == TaskState.QUEUED) {
                forget(before, provider);
            }
        }
        return task;
    }

    /** A step broke off between two writes; it is begun again, unless it may have sent a submit. */
    private Task afterOutage(Task before, VideoProvider provider, DatabaseUnavailable cause)
            throws InterruptedException {
        LOG.atWarn().addKeyValue("task_id", before.id()).setCause(cause).log("step begun again");
        var now = readWhenBack(before);
        return now.state() == TaskState.SUBMITTING && now.version() == before.version()
                ? save(
                        now,
                        Steps.afterCutSubmit(
                                now.progress(), provider.submitsAreFree(), clock.instant()),
                        "cut")
                : now;
    }

    /** Ended or given up, a task needs nothing of its provider any more. */
    private static void forget(Task task, VideoProvider provider) {
        Optional.ofNullable(task.progress().providerTaskId()).ifPresent(provider::forget);
    }

    private Task step(Task task, VideoProvider provider, Driven driven)
            throws InterruptedException {
        return switch (task.state()) {
            case SUBMITTING -> submit(task, provider, driven);
            case RUNNING -> poll(task, provider, driven);
            case STORING -> store(task, provider);
            case QUEUED, UNCLEAR, COMPLETED, FAILED, CANCELED ->
                    throw new IllegalStateException("nothing to drive in " + task.state());
        };
    }

    private Task submit(Task task, VideoProvider provider, Driven driven)
            throws InterruptedException {
        if (driven.cancelWanted()) {
            return save(
                    task, task.progress().canceled(Steps.CANCELED, clock.instant()), "not sent");
        }
        if (task.late(clock.instant())) {
            return save(task, task.progress().failed(Steps.LATE, clock.instant()), "not sent");
        }
        var request = results.request(task);
        var outcome = provider.submit(request);
        var next = task.with(Steps.afterSubmit(task.progress(), outcome, clock.instant()));
        var word = outcome.getClass().getSimpleName();
        return durably(
                task,
                () ->
                        database.write(
                                task.order().accountId(),
                                tx -> {
                                    var stored = changes.write(tx, task, next, word);
                                    note(tx, task, outcome);
                                    return stored;
                                }));
    }

    /** What the answer says of the attempt, and of the provider's health. */
    private void note(Transaction tx, Task task, SubmitOutcome outcome) {
        var provider = Optional.ofNullable(task.progress().provider()).orElseThrow();
        switch (outcome) {
            case SubmitOutcome.Accepted(_, var trace) -> {
                JdbcTasks.noteAttempt(tx, task, trace, null, null);
                health.well(tx, provider);
            }
            case SubmitOutcome.Refused(var trouble) -> {
                JdbcTasks.noteAttempt(tx, task, null, trouble.shortForm(), null);
                health.refused(tx, provider, trouble);
            }
            case SubmitOutcome.Unclear(var cause) ->
                    JdbcTasks.noteAttempt(tx, task, null, cause, null);
        }
    }

    /** Asks until there is news that must be stored. */
    private Task poll(Task task, VideoProvider provider, Driven driven)
            throws InterruptedException {
        var id = Optional.ofNullable(task.progress().providerTaskId()).orElseThrow();
        int notKnown = 0;
        while (true) {
            var stopped = stop(task, id, provider, driven);
            if (stopped.isPresent()) {
                return stopped.get();
            }
            var outcome = provider.poll(id);
            notKnown = outcome instanceof PollOutcome.Lost ? notKnown + 1 : 0;
            if (outcome instanceof PollOutcome.NoAnswer(var trouble, _)) {
                health.unheard(provider.name(), trouble);
            }
            var wait = wait(outcome, notKnown, provider);
            var next =
                    Steps.afterPoll(
                            task.progress(), outcome, provider.submitsAreFree(), clock.instant());
            if (wait.isEmpty()) {
                return save(task, next, outcome.getClass().getSimpleName());
            }
            var saved = task;
            if (next.fraction() >= task.progress().fraction() + PROGRESS_STEP) {
                saved = save(task, next, null);
            }
            pause.until(driven.bell(), wait.get());
            if (saved.version() != task.version()) {
                return saved;
            }
        }
    }

    /** When to ask again; empty when there is nothing more to ask. */
    private static Optional<Duration> wait(
            PollOutcome outcome, int notKnown, VideoProvider provider) {
        return switch (outcome) {
            case PollOutcome.Running(_, var nextPoll) -> Optional.of(nextPoll);
            case PollOutcome.NoAnswer(_, var nextPoll) -> Optional.of(nextPoll);
            case PollOutcome.Lost _ ->
                    provider.submitsAreFree() || notKnown >= BELIEVED_LOST
                            ? Optional.empty()
                            : Optional.of(LOST_RETRY);
            case PollOutcome.Succeeded _, PollOutcome.Failed _ -> Optional.empty();
        };
    }

    /** Ends a running task whose owner has no more use of it; empty while it shall go on. */
    private Optional<Task> stop(Task task, String id, VideoProvider provider, Driven driven)
            throws InterruptedException {
        if (driven.cancelWanted()) {
            switch (provider.cancel(id)) {
                case CancelOutcome.Canceled _ -> {
                    var canceled = task.progress().canceled(Steps.CANCELED, clock.instant());
                    return Optional.of(save(task, canceled, "canceled"));
                }
                case CancelOutcome.TooLate _ -> {
                    driven.cancelRefused();
                    refuseCancel(task);
                }
            }
        }
        if (late(task)) {
            provider.cancel(id); // whatever comes of it, the caller waits no longer
            return Optional.of(
                    save(task, task.progress().failed(Steps.LATE, clock.instant()), "late"));
        }
        return Optional.empty();
    }

    private boolean late(Task task) {
        var started = task.progress().startedAt();
        return task.late(clock.instant())
                || (longest.isPositive()
                        && started != null
                        && !clock.instant().isBefore(started.plus(longest)));
    }

    private void refuseCancel(Task task) throws InterruptedException {
        durably(
                task,
                () ->
                        database.write(
                                task.order().accountId(),
                                tx -> {
                                    JdbcTasks.refuseCancel(tx, task.id(), clock.instant());
                                    changes.tellWatchers(tx, task);
                                    return task;
                                }));
    }

    /**
     * Copies the files, then completes the task and takes the money in one transaction.
     *
     * <p>A full disk or a file that cannot be had does not give up a result that was paid for: it
     * is tried again, ever less often, or made anew where that is free. It ends without a charge
     * when the provider says repeatedly not to know the task any more, or when its file could not
     * be had for {@link Steps#STORE_FOR}.
     */
    private Task store(Task task, VideoProvider provider) throws InterruptedException {
        var id = Optional.ofNullable(task.progress().providerTaskId()).orElseThrow();
        int gone = 0;
        for (int tries = 1; ; tries++) {
            try {
                var video = provider.fetch(id);
                var assets = results.store(task, video, clock.instant());
                try {
                    return complete(task, video, assets, cost(task, video, provider));
                } finally {
                    results.release(assets);
                }
            } catch (UncheckedIOException | FileStoreException e) {
                LOG.atWarn()
                        .addKeyValue("task_id", task.id())
                        .addKeyValue("tries", tries)
                        .setCause(e)
                        .log("result could not be stored yet");
                gone = provider.poll(id) instanceof PollOutcome.Lost ? gone + 1 : 0;
                if (gone > 0 && provider.submitsAreFree()) {
                    return save(task, task.progress().requeued(clock.instant()), null);
                }
                if (gone >= BELIEVED_LOST) {
                    return save(task, task.progress().failed(Steps.LOST, clock.instant()), "Lost");
                }
                if (e instanceof UncheckedIOException && storedTooLong(task)) {
                    var failed = task.progress().failed(Steps.NEVER_STORED, clock.instant());
                    return save(task, failed, "NeverStored");
                }
                if (tries == 1) {
                    note(task, "result: " + reason(e));
                }
                pause.until(new Bell(), gone > 0 ? LOST_RETRY : Steps.storeAgain(tries));
            }
        }
    }

    private static String reason(RuntimeException e) {
        var cause = e.getCause() == null ? e : e.getCause();
        return String.valueOf(cause.getMessage());
    }

    /** Counted from the provider's success, over restarts. */
    private boolean storedTooLong(Task task) {
        var since = database.read(tx -> changes.storingSince(tx, task));
        return since.isPresent() && clock.instant().isAfter(since.get().plus(Steps.STORE_FOR));
    }

    /** What keeps an attempt from its end, for the operator. */
    private void note(Task task, String trouble) {
        database.write(
                task.order().accountId(),
                tx -> {
                    JdbcTasks.noteAttempt(tx, task, null, trouble, null);
                    return task;
                });
    }

    /** What the provider charges: what its answer said, else what its price list says. */
    private @Nullable Money cost(Task task, FetchedVideo video, VideoProvider provider) {
        return video.cost() != null
                ? video.cost()
                : provider.listPrice(results.request(task).wish()).orElse(null);
    }

    private Task complete(
            Task task, FetchedVideo video, List<TaskAsset> assets, @Nullable Money cost)
            throws InterruptedException {
        var done =
                task.with(
                        task.progress()
                                .completed(
                                        video.interpretation(),
                                        task.order().price(),
                                        clock.instant()));
        return durably(
                task,
                () -> {
                    results.keep(assets);
                    return database.write(
                            task.order().accountId(),
                            tx -> {
                                var stored = changes.write(tx, task, done, null);
                                if (stored.version() != task.version()) {
                                    changes.insertAssets(tx, assets);
                                    JdbcTasks.noteAttempt(tx, task, null, null, cost);
                                }
                                return stored;
                            });
                });
    }

    /**
     * Stores {@code next} with the money and the event that belong to it; {@code outcome} ends the
     * attempt.
     */
    private Task save(Task task, TaskProgress next, @Nullable String outcome)
            throws InterruptedException {
        var changed = task.with(next);
        return durably(
                task,
                () ->
                        database.write(
                                task.order().accountId(),
                                tx -> changes.write(tx, task, changed, outcome)));
    }

    private interface Write {
        Task run();
    }

    /**
     * Writes, however long the database is away. A commit whose answer was lost may be kept: then
     * the row's version has moved on, and the row is the truth.
     */
    private Task durably(Task before, Write write) throws InterruptedException {
        while (true) {
            try {
                return write.run();
            } catch (DatabaseUnavailable e) {
                LOG.atWarn()
                        .addKeyValue("task_id", before.id())
                        .setCause(e)
                        .log("the database is away; the step is kept until it is back");
                var now = readWhenBack(before);
                if (now.version() != before.version()) {
                    return now;
                }
            }
        }
    }

    private Task readWhenBack(Task task) throws InterruptedException {
        while (true) {
            pause.until(new Bell(), DATABASE_RETRY);
            try {
                return database.read(tx -> JdbcTasks.find(tx, task.id())).orElseThrow();
            } catch (DatabaseUnavailable e) {
                LOG.atDebug().addKeyValue("task_id", task.id()).setCause(e).log("still away");
            }
        }
    }

    /**
     * Ends a task whose driver broke: a bug of ours must not leave it running for ever, or charged.
     */
    Task giveUp(Task task, VideoProvider provider, Throwable cause) throws InterruptedException {
        var current = readWhenBack(task);
        if (current.state().terminal() || current.progress().nodeId() == null) {
            return current;
        }
        forget(current, provider);
        return save(
                current,
                current.progress()
                        .failed(
                                new Failure(
                                        "internal_error",
                                        "The gateway failed while working on this task ("
                                                + cause.getClass().getSimpleName()
                                                + "); nothing was charged"),
                                clock.instant()),
                "broken");
    }
}
