package dev.conch.task;

import dev.conch.asset.FileStore;
import dev.conch.base.Pause;
import dev.conch.base.TaskId;
import dev.conch.db.Database;
import dev.conch.db.Transaction;
import dev.conch.event.EventLog;
import dev.conch.ledger.Ledger;
import dev.conch.provider.Providers;
import dev.conch.provider.VideoProvider;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims due tasks for this node and drives each on a virtual thread of its own, as many as the
 * providers work on at once.
 *
 * <p>A node says that it lives by one heartbeat row; what a silent node drove is taken over by
 * others. Shared between threads.
 */
public final class Worker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    private final String node = "node_" + TaskId.next().uuid().toString().replace("-", "");
    private final Database database;
    private final Providers providers;
    private final TaskDriver driver;
    private final Timing timing;
    private final Clock clock;
    private final MeterRegistry metrics;
    private final Map<TaskId, Thread> driven = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> busy = new ConcurrentHashMap<>();
    private final Semaphore wake = new Semaphore(0);
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopping;

    /**
     * When to do what.
     *
     * @param poll how often to look for work
     * @param heartbeat how often to say that the node lives
     * @param lease a node that was silent for so long is dead
     * @param alone no other node can share this database, so all that are known at the start are
     *     dead
     */
    public record Timing(Duration poll, Duration heartbeat, Duration lease, boolean alone) {}

    /** What the worker needs of the rest. */
    public record Parts(
            Database database,
            Ledger ledger,
            EventLog events,
            FileStore files,
            Duration resultsKeptFor,
            Providers providers) {}

    public Worker(Parts parts, Timing timing, Clock clock, Pause pause, MeterRegistry metrics) {
        this.database = parts.database();
        this.providers = parts.providers();
        this.driver =
                new TaskDriver(
                        new TaskDriver.Stores(
                                parts.database(),
                                parts.ledger(),
                                parts.events(),
                                new Results(parts.files(), parts.resultsKeptFor())),
                        clock,
                        pause);
        this.timing = timing;
        this.clock = clock;
        this.metrics = metrics;
    }

    /** Starts to work. Tasks that a process of before left behind are taken up first. */
    public void start() {
        if (timing.alone()) {
            database.write(
                    tx -> {
                        JdbcTasks.forgetOthers(tx, node);
                        return node;
                    });
        }
        beat();
        threads.add(Thread.ofVirtual().name("worker").start(this::work));
        threads.add(Thread.ofVirtual().name("heartbeat").start(this::heartbeat));
    }

    /** Makes the worker look for tasks now. */
    public void wake() {
        if (wake.availablePermits() == 0) {
            wake.release();
        }
    }

    private void work() {
        while (!stopping) {
            try {
                claimAll();
            } catch (RuntimeException e) {
                LOG.error("claiming failed", e);
            }
            try {
                if (wake.tryAcquire(timing.poll().toMillis(), TimeUnit.MILLISECONDS)) {
                    wake.drainPermits();
                }
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    private void heartbeat() {
        var never = new Semaphore(0);
        while (!stopping) {
            try {
                if (never.tryAcquire(timing.heartbeat().toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
                beat();
            } catch (InterruptedException _) {
                return;
            } catch (RuntimeException e) {
                LOG.error("heartbeat failed", e);
            }
        }
    }

    /** Says that this node lives and frees what dead ones drove. */
    private void beat() {
        var now = clock.instant();
        int freed =
                database.write(
                        tx -> {
                            JdbcTasks.heartbeat(tx, node, now);
                            JdbcTasks.forgetSilent(tx, now.minus(timing.lease()));
                            return JdbcTasks.abandonOfDead(tx);
                        });
        if (freed > 0) {
            LOG.atWarn().addKeyValue("tasks", freed).log("took over the tasks of a dead node");
            wake();
        }
    }

    /** Claims and starts as many tasks as there is room for. */
    private void claimAll() {
        for (var provider : providers.all()) {
            int room = provider.concurrency() - running(provider).get();
            if (room <= 0 || stopping) {
                continue;
            }
            for (var task : claim(provider, room)) {
                start(task, provider);
            }
        }
    }

    private record Claimed(Task task, boolean takenOver) {}

    private List<Claimed> claim(VideoProvider provider, int room) {
        var now = clock.instant();
        return database.write(
                tx -> {
                    var claimed = new ArrayList<Claimed>();
                    for (var task : JdbcTasks.abandoned(tx, provider.name(), room)) {
                        claimed.add(new Claimed(takeOver(tx, task), true));
                    }
                    for (var task :
                            JdbcTasks.due(tx, provider.name(), now, room - claimed.size())) {
                        claimed.add(new Claimed(begin(tx, task, now), false));
                    }
                    return claimed;
                });
    }

    private Task takeOver(Transaction tx, Task task) {
        var mine = task.with(task.progress().drivenBy(node));
        JdbcTasks.update(tx, mine);
        return mine.stored();
    }

    private Task begin(Transaction tx, Task task, Instant now) {
        var mine = task.with(task.progress().submitting(node, now));
        JdbcTasks.update(tx, mine);
        JdbcTasks.insertAttempt(tx, mine, now);
        return mine.stored();
    }

    private void start(Claimed claimed, VideoProvider provider) {
        var task = claimed.task();
        running(provider).incrementAndGet();
        var thread =
                Thread.ofVirtual()
                        .name("task-" + task.id())
                        .unstarted(() -> drive(task, provider, claimed.takenOver()));
        driven.put(task.id(), thread);
        thread.start();
    }

    private void drive(Task task, VideoProvider provider, boolean takenOver) {
        try {
            finished(driver.drive(task, provider, takenOver));
        } catch (InterruptedException _) {
            LOG.atDebug().addKeyValue("task_id", task.id()).log("left for the next start");
        } catch (RuntimeException | Error e) {
            if (!stopping) {
                LOG.atError().addKeyValue("task_id", task.id()).setCause(e).log("driver broke");
                finished(driver.giveUp(task, provider, e));
            }
        } finally {
            driven.remove(task.id());
            running(provider).decrementAndGet();
            wake();
        }
    }

    private void finished(Task task) {
        if (!task.state().terminal()) {
            return;
        }
        var progress = task.progress();
        var began = progress.startedAt() == null ? task.createdAt() : progress.startedAt();
        var ended = progress.endedAt() == null ? clock.instant() : progress.endedAt();
        var provider = String.valueOf(progress.provider());
        var outcome = task.state().storedName();
        metrics.counter(
                        "conch.tasks.finished",
                        "model",
                        task.order().model(),
                        "provider",
                        provider,
                        "outcome",
                        outcome)
                .increment();
        metrics.timer("conch.task.work", "provider", provider, "outcome", outcome)
                .record(Duration.between(began, ended));
        LOG.atInfo()
                .addKeyValue("task_id", task.id())
                .addKeyValue("model", task.order().model())
                .addKeyValue("provider", provider)
                .addKeyValue("outcome", outcome)
                .addKeyValue(
                        "error_code", progress.failure() == null ? "" : progress.failure().code())
                .addKeyValue("attempts", progress.attempts())
                .addKeyValue("waited_ms", Duration.between(task.createdAt(), began).toMillis())
                .addKeyValue("worked_ms", Duration.between(began, ended).toMillis())
                .addKeyValue(
                        "charged_cents",
                        task.state() == TaskState.COMPLETED ? task.order().price().value() : 0)
                .log("task finished");
    }

    private AtomicInteger running(VideoProvider provider) {
        return busy.computeIfAbsent(provider.name(), _ -> new AtomicInteger());
    }

    /** Stops claiming, lets go of what runs and frees it for the next start. */
    @Override
    public void close() {
        stopping = true;
        threads.forEach(Thread::interrupt);
        var running = List.copyOf(driven.values());
        running.forEach(Thread::interrupt);
        try {
            for (var thread : threads) {
                thread.join(Duration.ofSeconds(2));
            }
            for (var thread : running) {
                thread.join(Duration.ofSeconds(2));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        database.write(
                tx -> {
                    JdbcTasks.abandon(tx, node);
                    JdbcTasks.forgetNode(tx, node);
                    return node;
                });
    }
}
