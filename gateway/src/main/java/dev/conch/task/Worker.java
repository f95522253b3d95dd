package dev.conch.task;

import dev.conch.account.Budgets;
import dev.conch.asset.FileStore;
import dev.conch.base.Bell;
import dev.conch.base.Pause;
import dev.conch.base.TaskId;
import dev.conch.db.Database;
import dev.conch.db.DatabaseUnavailable;
import dev.conch.db.Transaction;
import dev.conch.event.EventLog;
import dev.conch.ledger.Ledger;
import dev.conch.provider.Providers;
import dev.conch.provider.Router;
import dev.conch.provider.VideoProvider;

import io.micrometer.core.instrument.MeterRegistry;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Drives tasks, each on a virtual thread of its own: those that the {@link Dispatcher} starts, and
 * those that nobody drives any more.
 *
 * <p>A node says that it lives by one heartbeat row; what a silent node drove is taken over by
 * others. Shared between threads.
 */
public final class Worker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    private static final int TAKEN_AT_ONCE = 500;

    private final String node = "node_" + TaskId.next().uuid().toString().replace("-", "");
    private final Database database;
    private final Providers providers;
    private final Router router;
    private final Dispatcher dispatcher;
    private final TaskDriver driver;
    private final Reconciler reconciler;
    private final Timing timing;
    private final Clock clock;
    private final Pause look;
    private final MeterRegistry metrics;
    private final Map<TaskId, Hand> driven = new ConcurrentHashMap<>();
    private final Map<String, Boolean> reconciling = new ConcurrentHashMap<>();
    private final Bell wake = new Bell();
    private final Bell never = new Bell();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopping;

    /** Used by the thread that claims. */
    private boolean claimUnknown;

    private Duration nextLook = Duration.ZERO;

    /** Who drives a task, and how to tell them something. */
    private record Hand(Thread thread, Driven driven) {}

    /**
     * When to do what.
     *
     * @param poll how often to look for work
     * @param heartbeat how often to say that the node lives
     * @param lease a node that was silent for so long is dead
     * @param alone no other node can share this database, so all that are known at the start are
     *     dead
     * @param longest how long a task may be worked on; zero for ever
     * @param giveUpUnclear how long after its submit an unclear task fails; zero leaves it parked
     */
    public record Timing(
            Duration poll,
            Duration heartbeat,
            Duration lease,
            boolean alone,
            Duration longest,
            Duration giveUpUnclear) {}

    /** What the worker needs of the rest. */
    public record Parts(
            Database database,
            Ledger ledger,
            Budgets budgets,
            EventLog events,
            FileStore files,
            Retention retention,
            Providers providers,
            Router router,
            HookLinks hooks) {}

    /**
     * Real time, and how to wait in it.
     *
     * @param pause how the driver of one task waits
     * @param look how this node waits for the next moment at which something may be started
     */
    public record Time(Clock clock, Pause pause, Pause look) {}

    public Worker(Parts parts, Timing timing, Time time, MeterRegistry metrics) {
        this.database = parts.database();
        this.providers = parts.providers();
        this.router = parts.router();
        this.timing = timing;
        this.clock = time.clock();
        this.look = time.look();
        this.metrics = metrics;
        var changes = new Changes(parts.ledger(), parts.budgets(), parts.events(), clock);
        var results = new Results(parts.files(), parts.retention(), parts.hooks());
        this.dispatcher = new Dispatcher(database, providers, router, results, clock);
        this.driver =
                new TaskDriver(
                        new TaskDriver.Stores(
                                database, changes, results, new Health(database, clock)),
                        clock,
                        time.pause(),
                        timing.longest());
        this.reconciler =
                new Reconciler(
                        database, changes, results, providers, clock, timing.giveUpUnclear());
        database.listen(Tasks.QUEUED, _ -> wake());
        database.listen(Tasks.CANCEL, this::cancelWanted);
        database.listen(Tasks.NUDGE, this::nudge);
    }

    /** Starts to work. Tasks that a process of before left behind are taken up first. */
    public void start() {
        if (timing.alone()) {
            database.write(
                    tx -> {
                        JdbcQueue.forgetOthers(tx, node);
                        return node;
                    });
        }
        beat();
        threads.add(Thread.ofVirtual().name("worker").start(this::work));
        threads.add(Thread.ofVirtual().name("heartbeat").start(this::heartbeat));
    }

    /** This process's name among those that share the database. */
    public String node() {
        return node;
    }

    /** Makes the worker look for tasks now. */
    public void wake() {
        wake.ring();
    }

    private void cancelWanted(String id) {
        if (id.isEmpty()) {
            lookForCancelWishes();
            return;
        }
        TaskId.parse(id)
                .flatMap(task -> Optional.ofNullable(driven.get(task)))
                .ifPresent(hand -> hand.driven().wantCancel());
    }

    /** A hint that was missed is none: the next poll comes anyway. */
    private void nudge(String id) {
        TaskId.parse(id)
                .flatMap(task -> Optional.ofNullable(driven.get(task)))
                .ifPresent(hand -> hand.driven().bell().ring());
    }

    /** Wishes whose signal was missed. */
    private void lookForCancelWishes() {
        database.read(tx -> JdbcQueue.cancelWishes(tx, node)).stream()
                .filter(id -> !id.isEmpty())
                .forEach(this::cancelWanted);
    }

    private void work() {
        while (!stopping) {
            try {
                freeUndriven();
                claimAll();
                reconciler.failLate();
                reconcileDue();
            } catch (DatabaseUnavailable e) {
                claimUnknown = true;
                LOG.atWarn().setCause(e).log("the database is away");
            } catch (RuntimeException e) {
                LOG.error("claiming failed", e);
            }
            try {
                look.until(wake, soon(nextLook));
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    /** Not later than the usual look, and not at once, or it would never rest. */
    private Duration soon(Duration wish) {
        var moment = Duration.ofMillis(5);
        var longest = wish.compareTo(timing.poll()) < 0 ? wish : timing.poll();
        return longest.compareTo(moment) < 0 ? moment : longest;
    }

    /**
     * A claim whose commit was not answered may be kept: then rows name this node that it does not
     * drive. Asked by the thread that claims, so none of them is just about to be driven.
     */
    private void freeUndriven() {
        if (!claimUnknown) {
            return;
        }
        var mine = database.read(tx -> JdbcQueue.driven(tx, node));
        for (var id : mine) {
            if (TaskId.parse(id).filter(driven::containsKey).isEmpty()) {
                database.write(
                        tx -> {
                            JdbcQueue.abandonOne(tx, node, id);
                            return id;
                        });
            }
        }
        claimUnknown = false;
    }

    private void reconcileDue() {
        var due = reconciler.due();
        for (var provider : providers.all()) {
            if (due.contains(provider.name())) {
                reconcile(provider);
            }
        }
    }

    /** A provider's list may be slow to answer, so it is asked beside, one question at a time. */
    private void reconcile(VideoProvider provider) {
        if (reconciling.putIfAbsent(provider.name(), true) != null) {
            return;
        }
        Thread.ofVirtual()
                .name("reconcile-" + provider.name())
                .start(
                        () -> {
                            try {
                                if (reconciler.look(provider) > 0) {
                                    wake();
                                }
                            } catch (RuntimeException e) {
                                LOG.atWarn().setCause(e).log("unclear tasks were not looked at");
                            } finally {
                                reconciling.remove(provider.name());
                            }
                        });
    }

    private void heartbeat() {
        while (!stopping) {
            try {
                if (never.await(timing.heartbeat())) {
                    return;
                }
                beat();
                lookForCancelWishes();
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
                            JdbcQueue.heartbeat(tx, node, now);
                            JdbcQueue.forgetSilent(tx, now.minus(timing.lease()));
                            return JdbcQueue.abandonOfDead(tx);
                        });
        if (freed > 0) {
            LOG.atWarn().addKeyValue("tasks", freed).log("took over the tasks of a dead node");
            wake();
        }
    }

    /** Takes over what nobody drives, then starts what there is room for. */
    private void claimAll() {
        var undriven = database.read(JdbcQueue::providersOfAbandoned);
        for (var provider : providers.all()) {
            if (!stopping && undriven.contains(provider.name())) {
                takeOver(provider);
            }
        }
        if (!stopping) {
            var again =
                    dispatcher.start(
                            node,
                            started ->
                                    start(new Claimed(started.task(), false), started.provider()));
            nextLook = again.map(at -> Duration.between(clock.instant(), at)).orElse(timing.poll());
        }
    }

    private record Claimed(Task task, boolean takenOver) {}

    private void takeOver(VideoProvider provider) {
        var taken =
                database.write(
                        tx ->
                                JdbcQueue.abandoned(tx, provider.name(), TAKEN_AT_ONCE).stream()
                                        .map(task -> takeOver(tx, task))
                                        .toList());
        taken.forEach(task -> start(new Claimed(task, true), provider));
        if (taken.size() == TAKEN_AT_ONCE) {
            wake();
        }
    }

    private Task takeOver(Transaction tx, Task task) {
        var mine = task.with(task.progress().drivenBy(node));
        JdbcTasks.update(tx, mine);
        return mine.stored();
    }

    private void start(Claimed claimed, VideoProvider provider) {
        var task = claimed.task();
        var told = new Driven();
        var thread =
                Thread.ofVirtual()
                        .name("task-" + task.id())
                        .unstarted(() -> drive(claimed, provider, told));
        driven.put(task.id(), new Hand(thread, told));
        thread.start();
    }

    private void drive(Claimed claimed, VideoProvider provider, Driven told) {
        var task = claimed.task();
        try {
            finished(driver.drive(task, provider, claimed.takenOver(), told));
        } catch (InterruptedException _) {
            LOG.atDebug().addKeyValue("task_id", task.id()).log("left for the next start");
        } catch (RuntimeException | Error e) {
            giveUp(task, provider, e);
        } finally {
            driven.remove(task.id());
            wake();
        }
    }

    private void giveUp(Task task, VideoProvider provider, Throwable cause) {
        if (stopping) {
            return;
        }
        LOG.atError().addKeyValue("task_id", task.id()).setCause(cause).log("driver broke");
        try {
            finished(driver.giveUp(task, provider, cause));
        } catch (InterruptedException _) {
            LOG.atDebug().addKeyValue("task_id", task.id()).log("left for the next start");
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
        if (task.state() == TaskState.COMPLETED) {
            router.finished(provider, Duration.between(began, ended));
        }
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
                        progress.charged() == null ? 0 : progress.charged().cents())
                .log("task finished");
    }

    /** Stops claiming, lets go of what runs and frees it for the next start. */
    @Override
    public void close() {
        stopping = true;
        wake(); // an interrupt would break the connection that they may be reading from
        never.ring();
        var running = driven.values().stream().map(Hand::thread).toList();
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
        try {
            database.write(
                    tx -> {
                        JdbcQueue.abandon(tx, node);
                        JdbcQueue.forgetNode(tx, node);
                        return node;
                    });
        } catch (DatabaseUnavailable e) {
            LOG.atWarn().setCause(e).log("left without a farewell; others will notice");
        }
    }
}
