package dev.conch.task;

import dev.conch.account.Audit;
import dev.conch.account.Budgets;
import dev.conch.account.Caller;
import dev.conch.account.Keys;
import dev.conch.asset.FileStore;
import dev.conch.asset.FileStoreException;
import dev.conch.asset.StoredImage;
import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;
import dev.conch.base.TaskId;
import dev.conch.db.Database;
import dev.conch.db.DatabaseUnavailable;
import dev.conch.db.Transaction;
import dev.conch.event.EventLog;
import dev.conch.event.Happening;
import dev.conch.idempotency.Idempotency;
import dev.conch.idempotency.IdempotencyKey;
import dev.conch.ledger.Ledger;
import dev.conch.provider.Router;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Accepts tasks, ends them on request and tells of them. Shared between threads. */
public final class Tasks {
    private static final Logger LOG = LoggerFactory.getLogger(Tasks.class);

    /** The channel on which workers are woken. */
    static final String QUEUED = "queued";

    /** The channel on which drivers hear that a task shall be canceled; the payload is its id. */
    static final String CANCEL = "cancel";

    /** The channel on which drivers hear that it is worth to look; the payload is a task's id. */
    static final String NUDGE = "nudge";

    private static final Duration WHEN_FULL = Duration.ofSeconds(10);

    private final Parts parts;
    private final Database database;
    private final Changes changes;
    private final Results results;
    private final Clock clock;

    /** What tasks need of the rest. */
    public record Parts(
            Database database,
            Ledger ledger,
            Budgets budgets,
            Keys keys,
            EventLog events,
            Router router,
            Idempotency idempotency,
            Retention retention,
            FileStore files,
            DiskGuard disk) {}

    public Tasks(Parts parts, Clock clock) {
        this.parts = parts;
        this.database = parts.database();
        this.changes = new Changes(parts.ledger(), parts.budgets(), parts.events(), clock);
        this.results = new Results(parts.files(), parts.retention());
        this.clock = clock;
    }

    /**
     * A task that was accepted.
     *
     * @param replayed it had been accepted before, under the same key
     */
    public record Acceptance(Task task, boolean replayed) {}

    /** Images that a task is made from, by their kind. */
    public record Inputs(
            @Nullable StoredImage firstFrame,
            @Nullable StoredImage lastFrame,
            List<StoredImage> references) {
        public static final Inputs NONE = new Inputs(null, null, List.of());

        public Inputs {
            references = List.copyOf(references);
        }

        List<Input> all() {
            var all = new ArrayList<Input>();
            if (firstFrame != null) {
                all.add(new Input(TaskAsset.Kind.FIRST_FRAME, firstFrame));
            }
            if (lastFrame != null) {
                all.add(new Input(TaskAsset.Kind.LAST_FRAME, lastFrame));
            }
            references.forEach(image -> all.add(new Input(TaskAsset.Kind.REFERENCE_IMAGE, image)));
            return all;
        }
    }

    record Input(TaskAsset.Kind kind, StoredImage image) {}

    /**
     * Takes an order: money held, budgets counted, task queued and event written in one
     * transaction, which is on disk on return.
     *
     * @param key under which the same order may come again; null for none
     * @throws GatewayException {@code insufficient_credits}, {@code budget_exceeded}, {@code
     *     too_many_tasks}, {@code rate_limited}, {@code storage_quota_exceeded}, {@code
     *     request_conflict}, {@code unauthorized}, {@code unavailable}
     */
    public Acceptance accept(
            Caller caller, TaskOrder order, Inputs inputs, @Nullable IdempotencyKey key) {
        try {
            var acceptance = acceptOrReplay(caller, order, inputs, key);
            letGo(inputs, acceptance.replayed());
            return acceptance;
        } catch (GatewayException refusal) {
            letGo(inputs, true);
            throw refusal;
        } catch (RuntimeException unknown) {
            letGo(inputs, false); // the rows may have been written all the same
            throw unknown;
        }
    }

    /** Forgets images that were stored for a task which was never asked for. */
    public void letGo(Inputs inputs) {
        letGo(inputs, true);
    }

    /** The images' rows are written or never will be; then what was stored for nothing goes. */
    private void letGo(Inputs inputs, boolean forNothing) {
        for (var input : inputs.all()) {
            parts.files().release(input.image().sha256());
            if (forNothing) {
                removeUnused(input.image().sha256());
            }
        }
    }

    private void removeUnused(String sha256) {
        try {
            parts.files()
                    .removeUnused(sha256, () -> database.read(tx -> JdbcAssets.used(tx, sha256)));
        } catch (DatabaseUnavailable | FileStoreException e) {
            LOG.atDebug().setCause(e).log("an unused image is left for the daily sweep");
        }
    }

    /**
     * Makes sure that a new task could be stored; to be asked before anything is stored for it.
     *
     * @throws GatewayException {@code unavailable}
     */
    public void requireRoomOnDisk() {
        parts.disk().requireRoom();
    }

    private Acceptance acceptOrReplay(
            Caller caller, TaskOrder order, Inputs inputs, @Nullable IdempotencyKey key) {
        var now = clock.instant();
        var task =
                new Task(TaskId.next(), order, TaskProgress.queued(now), 0, now, Task.Wishes.NONE);
        parts.router().require(task.id(), results.wish(task));
        var images = images(task, inputs, now);
        return database.write(
                order.accountId(),
                tx -> {
                    var earlier = claim(tx, key, task);
                    if (earlier.isPresent()) {
                        return new Acceptance(replay(tx, earlier.get()), true);
                    }
                    admit(tx, caller, task);
                    JdbcTasks.insert(tx, task);
                    changes.insertAssets(tx, images);
                    changes.tell(tx, task);
                    tx.signal(QUEUED, order.model());
                    return new Acceptance(task, false);
                });
    }

    private List<TaskAsset> images(Task task, Inputs inputs, Instant now) {
        long project = task.order().buyer().projectId();
        return inputs.all().stream()
                .map(input -> results.input(task.id(), project, input.kind(), input.image(), now))
                .toList();
    }

    private Optional<String> claim(Transaction tx, @Nullable IdempotencyKey key, Task task) {
        return key == null
                ? Optional.empty()
                : parts.idempotency().claim(tx, key, task.id().toString(), task.createdAt());
    }

    private static Task replay(Transaction tx, String id) {
        return TaskId.parse(id)
                .flatMap(earlier -> JdbcTasks.find(tx, earlier))
                .orElseThrow(() -> new IllegalStateException("no task " + id + " for its key"));
    }

    /** What an earlier request under {@code key} was accepted as; empty if there was none. */
    public Optional<Task> replayed(IdempotencyKey key) {
        return parts.idempotency().find(key).map(id -> database.read(tx -> replay(tx, id)));
    }

    /** Makes whoever drives a task look at it now. */
    public void nudge(TaskId id) {
        database.writeUnsynced(
                tx -> {
                    tx.signal(NUDGE, id.toString());
                    return id;
                });
    }

    /**
     * Holds the money first, which locks the customer's balance: whatever is counted after it is
     * counted by one transaction at a time, on all nodes.
     */
    private void admit(Transaction tx, Caller caller, Task task) {
        requireRoomOnDisk();
        if (!parts.keys().live(tx, caller.key().id())) {
            throw new GatewayException(ErrorCode.UNAUTHORIZED, "Invalid API key");
        }
        var order = task.order();
        var now = task.createdAt();
        parts.ledger().hold(tx, order.accountId(), Changes.subject(task), order.price(), now);
        requireRoom(tx, caller, order.buyer());
        parts.budgets().charge(tx, order.buyer().budgetOwners(), order.price(), now);
    }

    private static void requireRoom(Transaction tx, Caller caller, Buyer buyer) {
        var ofAccount = caller.account().limits().tasksInFlight();
        if (ofAccount != null && JdbcTasks.inFlightOfAccount(tx, buyer.accountId()) >= ofAccount) {
            throw full("account", ofAccount);
        }
        var ofProject = caller.project().limits().tasksInFlight();
        if (ofProject != null && JdbcTasks.inFlightOfProject(tx, buyer.projectId()) >= ofProject) {
            throw full("project", ofProject);
        }
        var ofKey = caller.key().limits().tasksInFlight();
        if (ofKey != null && JdbcTasks.inFlightOfKey(tx, buyer) >= ofKey) {
            throw full("API key", ofKey);
        }
        var storage = caller.project().limits().storageBytes();
        if (storage != null && JdbcAssets.stored(tx, buyer.projectId()) >= storage) {
            throw new GatewayException(
                    ErrorCode.STORAGE_QUOTA_EXCEEDED,
                    ("This project may store %d bytes of results and they are used up: delete files"
                                    + " of old tasks, or wait until they expire")
                            .formatted(storage));
        }
    }

    private static GatewayException full(String whose, int limit) {
        return new GatewayException(
                        ErrorCode.TOO_MANY_TASKS,
                        "This %s may have %d tasks under way at a time; wait for one to end"
                                .formatted(whose, limit))
                .retryAfter(WHEN_FULL);
    }

    /** The task, if it is one of that account; a stranger's is as unknown as what never was. */
    public Optional<Task> find(TaskId id, long accountId) {
        return find(id).filter(task -> task.order().accountId() == accountId);
    }

    public Optional<Task> find(TaskId id) {
        return database.read(tx -> JdbcTasks.find(tx, id));
    }

    /**
     * Ends a task without a charge if that is still possible.
     *
     * <p>A waiting task ends at once. Of one that a provider may work on the wish is noted, and its
     * driver, on whichever node, asks the provider: the caller watches what comes of it.
     *
     * @return the task as it is now
     * @throws GatewayException {@code task_not_cancelable} when it has completed, failed or is
     *     being stored
     */
    public Task cancel(TaskId id) {
        return cancel(id, _ -> {});
    }

    /** The same by an operator, which is noted in the audit log. */
    public Task cancel(TaskId id, String actor) {
        var account = find(id).orElseThrow().order().accountId();
        var change = new Audit.Change(actor, account, clock.instant());
        return cancel(id, tx -> Audit.record(tx, change, "task.cancel", id.toString(), Map.of()));
    }

    private Task cancel(TaskId id, Consumer<Transaction> note) {
        var now = clock.instant();
        var account = find(id).orElseThrow().order().accountId();
        return database.write(
                account,
                tx -> {
                    var task = JdbcTasks.find(tx, id).orElseThrow();
                    note.accept(tx);
                    return switch (task.state()) {
                        case CANCELED -> task;
                        case QUEUED -> cancelWaiting(tx, task, now);
                        case SUBMITTING, RUNNING, UNCLEAR -> wishCancel(tx, task, now);
                        case STORING, COMPLETED, FAILED -> throw tooLate(task);
                    };
                });
    }

    private Task cancelWaiting(Transaction tx, Task task, Instant now) {
        var canceled = task.with(task.progress().canceled(Steps.CANCELED, now));
        var stored = changes.write(tx, task, canceled, null);
        return stored.version() == task.version() ? wishCancel(tx, task, now) : stored;
    }

    private Task wishCancel(Transaction tx, Task task, Instant now) {
        JdbcTasks.requestCancel(tx, task.id(), now);
        tx.signal(CANCEL, task.id().toString());
        return JdbcTasks.find(tx, task.id()).orElseThrow();
    }

    /** Says why a task cannot be canceled. */
    public static GatewayException tooLate(Task task) {
        var why =
                switch (task.state()) {
                    case COMPLETED -> "The task has completed";
                    case FAILED -> "The task has failed, and was not charged";
                    case STORING -> "The video is finished and is being stored";
                    case QUEUED, SUBMITTING, RUNNING, UNCLEAR, CANCELED ->
                            "The provider works on the video and cannot stop: it will be finished"
                                    + " and charged";
                };
        return new GatewayException(ErrorCode.TASK_NOT_CANCELABLE, why);
    }

    /**
     * Carries out what an operator found out about a task whose submit was unclear.
     *
     * @param key under which the same decision may come again; null for none
     * @throws GatewayException {@code request_conflict} when the task is not unclear
     */
    public Acceptance resolve(
            TaskId id, Resolution decision, String actor, @Nullable IdempotencyKey key) {
        var now = clock.instant();
        var account = find(id).orElseThrow().order().accountId();
        return database.write(
                account,
                tx -> {
                    var task = JdbcTasks.find(tx, id).orElseThrow();
                    if (key != null
                            && parts.idempotency().claim(tx, key, id.toString(), now).isPresent()) {
                        return new Acceptance(task, true);
                    }
                    if (task.state() != TaskState.UNCLEAR) {
                        throw new GatewayException(
                                ErrorCode.REQUEST_CONFLICT,
                                "Task %s is %s: only an unclear one is to be resolved"
                                        .formatted(id, task.state().storedName()));
                    }
                    var next = task.with(Reconciler.decided(task, decision, now));
                    Audit.record(
                            tx,
                            new Audit.Change(actor, account, now),
                            "task.resolve",
                            id.toString(),
                            Map.of("as", decision.toString()));
                    var stored = changes.write(tx, task, next, "resolved");
                    tx.signal(QUEUED, "resolved");
                    return new Acceptance(stored, false);
                });
    }

    /** What is known of a task's way, for its story. */
    public record History(List<Happening> events, List<Attempt> attempts) {}

    public History history(TaskId id) {
        return database.read(
                tx -> new History(parts.events().of(tx, id), JdbcTasks.attempts(tx, id)));
    }

    /** One page of tasks, the newest first. */
    public List<Task> list(TaskFilter filter, int limit) {
        return database.read(tx -> JdbcTaskList.list(tx, filter, limit));
    }

    /** How many tasks there are of that kind. */
    public long count(TaskFilter filter) {
        return database.read(tx -> JdbcTaskList.count(tx, filter));
    }

    /** The files of a task, by kind; videos with their provenance. */
    public List<TaskAsset> assets(TaskId id) {
        return database.read(tx -> JdbcProvenance.known(tx, JdbcAssets.of(tx, id)));
    }

    public Optional<TaskAsset> findAsset(String id) {
        return database.read(tx -> JdbcAssets.find(tx, id));
    }

    /** How many tasks wait to be started. */
    public long waiting() {
        return database.read(JdbcQueue::waiting);
    }
}
