package dev.conch.task;

import dev.conch.asset.FileStore;
import dev.conch.asset.Removal;
import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;
import dev.conch.base.TaskId;
import dev.conch.db.Database;
import dev.conch.db.Transaction;
import dev.conch.event.EventLog;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Deletes files: those whose time is over, those whose owner wants it, and content that no row
 * knows.
 *
 * <p>First a row is marked, together with the project's sum of bytes and the event; from then on
 * the file is not to be had. Then the content leaves the disk, if no other row needs it. A process
 * that dies in between leaves content that no row needs, which {@link #sweep} finds. All nodes hear
 * of marked rows, since each may have a folder of its own.
 *
 * <p>Safe beside itself on any number of nodes: a row is marked by one of them. Shared between
 * threads.
 */
public final class FileKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(FileKeeper.class);

    /** The channel on which nodes hear of content that a row needs no more. */
    static final String DELETED = "file_deleted";

    private static final String EXPIRED = "video.expired";

    /** Content that no row knows is left alone for so long. */
    static final Duration ORPHAN_AFTER = Duration.ofHours(24);

    private static final Duration OFTEN = Duration.ofMinutes(1);
    private static final Duration DAILY = Duration.ofHours(24);
    private static final int BATCH = 100;

    private final Database database;
    private final EventLog events;
    private final FileStore files;
    private final Clock clock;

    /** Content to be deleted from this node's disk as soon as that may be. */
    private final Set<String> pending = ConcurrentHashMap.newKeySet();

    public FileKeeper(Database database, EventLog events, FileStore files, Clock clock) {
        this.database = database;
        this.events = events;
        this.files = files;
        this.clock = clock;
        database.listen(DELETED, this::deletedSomewhere);
    }

    /** What is to be done now and then. */
    public List<Chores.Chore> chores() {
        return List.of(
                new Chores.Chore("expire files", OFTEN, this::expire),
                new Chores.Chore("delete pending files", OFTEN, this::removePending),
                new Chores.Chore("sweep files", DAILY, this::sweep));
    }

    private void deletedSomewhere(String sha256) {
        if (!sha256.isEmpty() && files.find(sha256).isPresent()) {
            pending.add(sha256);
        }
    }

    private record Deleted(Task task, List<TaskAsset> assets) {}

    /**
     * Deletes all files of a task that has ended; does nothing where there are none any more.
     *
     * @return the task
     * @throws GatewayException {@code request_conflict} while the task has not ended
     */
    public Task delete(Task wanted) {
        var now = clock.instant();
        var deleted =
                database.write(
                        wanted.order().accountId(), tx -> markRequested(tx, wanted.id(), now));
        remove(deleted.assets());
        return deleted.task();
    }

    private Deleted markRequested(Transaction tx, TaskId id, Instant now) {
        var task = JdbcTasks.find(tx, id).orElseThrow();
        if (!task.state().terminal()) {
            throw new GatewayException(
                    ErrorCode.REQUEST_CONFLICT,
                    "The task has not ended: its files can be deleted when it has, and it may be"
                            + " canceled before");
        }
        var assets = mark(tx, JdbcAssets.of(tx, id), TaskAsset.Deletion.REQUESTED, now);
        if (!assets.isEmpty()) {
            events.changed(tx, id);
        }
        return new Deleted(task, assets);
    }

    /** Deletes the files of ended tasks whose time is over; how many. */
    int expire() {
        int all = 0;
        while (!Thread.currentThread().isInterrupted() && anyExpired()) {
            var now = clock.instant();
            var expired = database.write(tx -> markExpired(tx, now));
            if (expired.isEmpty()) {
                break; // another node is at it
            }
            remove(expired);
            all += expired.size();
        }
        if (all > 0) {
            LOG.atInfo().addKeyValue("files", all).log("files expired");
        }
        return all;
    }

    /** Asked first, since even a transaction that writes nothing costs a commit. */
    private boolean anyExpired() {
        var now = clock.instant();
        return database.read(tx -> JdbcAssets.anyExpired(tx, now));
    }

    private List<TaskAsset> markExpired(Transaction tx, Instant now) {
        var expired = JdbcAssets.expired(tx, now, BATCH);
        var marked = mark(tx, expired, TaskAsset.Deletion.EXPIRED, now);
        for (var asset : marked) {
            if (asset.kind() == TaskAsset.Kind.VIDEO) {
                var task = JdbcTasks.find(tx, asset.taskId()).orElseThrow();
                events.append(tx, Changes.event(task, EXPIRED, now));
            }
        }
        return marked;
    }

    /**
     * Marks those that nobody has marked before.
     *
     * <p>In the order of the projects, whose rows it locks: nodes that wait for each other's then
     * do not wait in a circle.
     */
    private static List<TaskAsset> mark(
            Transaction tx, List<TaskAsset> assets, TaskAsset.Deletion reason, Instant now) {
        var ordered =
                assets.stream()
                        .sorted(
                                Comparator.comparingLong(TaskAsset::projectId)
                                        .thenComparing(TaskAsset::id))
                        .toList();
        var marked = new ArrayList<TaskAsset>();
        for (var asset : ordered) {
            if (JdbcAssets.delete(tx, asset, reason, now)) {
                tx.signal(DELETED, asset.sha256());
                marked.add(asset);
            }
        }
        return marked;
    }

    private void remove(List<TaskAsset> marked) {
        pending.addAll(marked.stream().map(TaskAsset::sha256).toList());
        marked.stream().map(TaskAsset::sha256).distinct().forEach(this::remove);
    }

    /** Deletes content from this node's disk unless a row needs it; later if it is too young. */
    private void remove(String sha256) {
        if (files.removeUnused(sha256, () -> isUsed(sha256)) != Removal.TOO_YOUNG) {
            pending.remove(sha256);
        }
    }

    private boolean isUsed(String sha256) {
        return database.read(tx -> JdbcAssets.used(tx, sha256));
    }

    /** Deletes what was too young to be deleted, or was marked by another node. */
    void removePending() {
        List.copyOf(pending).forEach(this::remove);
    }

    /** Deletes content that no row knows and that is older than a day; how much. */
    int sweep() {
        files.tidy();
        var sweep = new Sweep();
        files.visitOlder(clock.instant().minus(ORPHAN_AFTER), sweep::add);
        sweep.flush();
        if (sweep.removed > 0) {
            LOG.atWarn().addKeyValue("files", sweep.removed).log("files without a row deleted");
        }
        return sweep.removed;
    }

    /** One walk through the store, which asks the database about some files at a time. */
    private final class Sweep {
        private final List<String> batch = new ArrayList<>();
        private int removed;

        boolean add(String sha256) {
            batch.add(sha256);
            if (batch.size() == BATCH) {
                flush();
            }
            return !Thread.currentThread().isInterrupted();
        }

        void flush() {
            var unused =
                    database.read(
                            tx -> batch.stream().filter(it -> !JdbcAssets.used(tx, it)).toList());
            for (var sha256 : unused) {
                if (files.removeUnused(sha256, () -> isUsed(sha256)) == Removal.REMOVED) {
                    removed++;
                }
            }
            batch.clear();
        }
    }
}
