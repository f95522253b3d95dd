package dev.conch.task;

import dev.conch.asset.FileStoreException;
import dev.conch.base.Pause;
import dev.conch.db.Database;
import dev.conch.db.Transaction;
import dev.conch.event.EventLog;
import dev.conch.ledger.Ledger;
import dev.conch.provider.Failure;
import dev.conch.provider.FetchedVideo;
import dev.conch.provider.PollOutcome;
import dev.conch.provider.VideoProvider;
import dev.conch.provider.VideoRequest;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one claimed task from step to step until it ends or is no longer ours. Shared between
 * threads; each task is driven by one.
 *
 * <p>Each step is stored before the next begins, so a process that dies leaves a row from which
 * another goes on.
 */
final class TaskDriver {
    private static final Logger LOG = LoggerFactory.getLogger(TaskDriver.class);

    /** Writes of progress cost a synced commit, so smaller steps than this stay in memory. */
    private static final double PROGRESS_STEP = 0.01;

    private static final Duration STORE_RETRY = Duration.ofSeconds(5);

    private final Database database;
    private final Ledger ledger;
    private final EventLog events;
    private final Results results;
    private final Clock clock;
    private final Pause pause;

    TaskDriver(Stores stores, Clock clock, Pause pause) {
        this.database = stores.database();
        this.ledger = stores.ledger();
        this.events = stores.events();
        this.results = stores.results();
        this.clock = clock;
        this.pause = pause;
    }

    /** Where a driver reads and writes. */
    record Stores(Database database, Ledger ledger, EventLog events, Results results) {}

    /**
     * Drives until the task ends, goes back to the queue or is changed by somebody else.
     *
     * @param claimed just claimed for this node; a state that was not reached in this process is
     *     taken up again
     * @return the task as last stored
     */
    Task drive(Task claimed, VideoProvider provider, boolean takenOver)
            throws InterruptedException {
        var task = claimed;
        if (takenOver && task.state() == TaskState.SUBMITTING) {
            return save(
                    task,
                    Steps.afterCutSubmit(
                            task.progress(), provider.submitsAreFree(), clock.instant()),
                    "cut");
        }
        while (task.progress().nodeId() != null && !task.state().terminal()) {
            var before = task;
            task = step(before, provider);
            if (task.version() == before.version()) {
                return task; // changed by somebody else
            }
            if (task.state().terminal() || task.state() == TaskState.QUEUED) {
                forget(before, provider);
            }
        }
        return task;
    }

    /** Ended or given up, a task needs nothing of its provider any more. */
    private static void forget(Task task, VideoProvider provider) {
        Optional.ofNullable(task.progress().providerTaskId()).ifPresent(provider::forget);
    }

    private Task step(Task task, VideoProvider provider) throws InterruptedException {
        return switch (task.state()) {
            case SUBMITTING -> submit(task, provider);
            case RUNNING -> poll(task, provider);
            case STORING -> store(task, provider);
            case QUEUED, UNCLEAR, COMPLETED, FAILED, CANCELED ->
                    throw new IllegalStateException("nothing to drive in " + task.state());
        };
    }

    private Task submit(Task task, VideoProvider provider) {
        var outcome = provider.submit(request(task));
        return save(
                task,
                Steps.afterSubmit(task.progress(), outcome, clock.instant()),
                outcome.getClass().getSimpleName());
    }

    private VideoRequest request(Task task) {
        var wanted = task.order().parameters();
        return new VideoRequest(
                task.id(),
                task.progress().attempts(),
                task.order().model(),
                wanted.prompt(),
                wanted.durationSeconds(),
                wanted.shortSide(),
                image(wanted.firstFrame()),
                image(wanted.lastFrame()));
    }

    private @Nullable Path image(@Nullable String sha256) {
        return sha256 == null ? null : results.image(sha256);
    }

    private Task poll(Task task, VideoProvider provider) throws InterruptedException {
        var id = Optional.ofNullable(task.progress().providerTaskId()).orElseThrow();
        while (true) {
            var outcome = provider.poll(id);
            var next =
                    Steps.afterPoll(
                            task.progress(), outcome, provider.submitsAreFree(), clock.instant());
            if (!(outcome instanceof PollOutcome.Running running)) {
                return save(task, next, outcome.getClass().getSimpleName());
            }
            if (next.fraction() >= task.progress().fraction() + PROGRESS_STEP) {
                return pauseAfter(save(task, next, null), running.nextPoll());
            }
            pause.forAtLeast(running.nextPoll());
        }
    }

    private Task pauseAfter(Task saved, Duration duration) throws InterruptedException {
        pause.forAtLeast(duration);
        return saved;
    }

    /**
     * Copies the files, then completes the task and takes the money in one transaction.
     *
     * <p>A full disk or a vanished file does not give up a result that was paid for: it is tried
     * again, or made anew where that is free.
     */
    private Task store(Task task, VideoProvider provider) throws InterruptedException {
        var id = Optional.ofNullable(task.progress().providerTaskId()).orElseThrow();
        while (true) {
            try {
                var video = provider.fetch(id);
                return complete(task, video, results.store(task.id(), video, clock.instant()));
            } catch (UncheckedIOException | FileStoreException e) {
                LOG.atWarn()
                        .addKeyValue("task_id", task.id())
                        .setCause(e)
                        .log("result could not be stored yet");
                if (provider.poll(id) instanceof PollOutcome.Lost && provider.submitsAreFree()) {
                    return save(task, task.progress().requeued(clock.instant()), null);
                }
                pause.forAtLeast(STORE_RETRY);
            }
        }
    }

    private Task complete(Task task, FetchedVideo video, List<TaskAsset> assets) {
        var done = task.with(task.progress().completed(video.interpretation(), clock.instant()));
        var order = task.order();
        return database.write(
                tx -> {
                    if (!JdbcTasks.update(tx, done)) {
                        return task;
                    }
                    assets.forEach(asset -> JdbcTasks.insertAsset(tx, asset));
                    ledger.post(tx, order.accountId(), task.id(), order.price(), clock.instant());
                    tell(tx, done);
                    return done.stored();
                });
    }

    /**
     * Stores {@code next} with the money and the event that belong to it; {@code outcome} ends the
     * attempt.
     */
    private Task save(Task task, TaskProgress next, @Nullable String outcome) {
        var changed = task.with(next);
        return database.write(
                tx -> {
                    if (!JdbcTasks.update(tx, changed)) {
                        return task;
                    }
                    if (outcome != null) {
                        JdbcTasks.endAttempt(tx, changed, outcome, clock.instant());
                    }
                    if (next.state() == TaskState.FAILED) {
                        ledger.release(tx, task.order().accountId(), task.id(), clock.instant());
                    }
                    if (next.state() != task.state()) {
                        tell(tx, changed);
                    }
                    return changed.stored();
                });
    }

    private void tell(Transaction tx, Task task) {
        events.append(
                tx,
                task.id(),
                task.order().accountId(),
                "video." + task.state().storedName(),
                clock.instant());
    }

    /**
     * Ends a task whose driver broke: a bug of ours must not leave it running for ever, or charged.
     */
    Task giveUp(Task task, VideoProvider provider, Throwable cause) {
        var current = database.read(tx -> JdbcTasks.find(tx, task.id())).orElseThrow();
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
