package dev.conch.task;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.conch.account.Accounts;
import dev.conch.account.Audit;
import dev.conch.account.Keys;
import dev.conch.account.Limits;
import dev.conch.account.Priority;
import dev.conch.account.Project;
import dev.conch.asset.FileStore;
import dev.conch.base.Money;
import dev.conch.base.TaskId;
import dev.conch.db.Database;
import dev.conch.event.Event;
import dev.conch.event.EventLog;
import dev.conch.ledger.Ledger;
import dev.conch.provider.Failure;
import dev.conch.testing.SettableClock;
import dev.conch.testing.Sha256;

import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/** A node with a database, a file store and a keeper, and ways to give it tasks with files. */
final class KeptFiles {
    static final Duration KEPT = Duration.ofDays(7);

    final SettableClock clock;
    final Database database;
    final FileStore files;
    final FileKeeper keeper;
    final Accounts accounts;
    final List<Event> events = new CopyOnWriteArrayList<>();

    KeptFiles(Database database, FileStore files, SettableClock clock) {
        this.clock = clock;
        this.database = database;
        this.files = files;
        keeper =
                new FileKeeper(
                        database, new EventLog(List.of((_, it) -> events.add(it))), files, clock);
        accounts =
                new Accounts(
                        database,
                        new Ledger(database),
                        new Keys(database, new byte[32], clock),
                        clock);
    }

    Project project() {
        var change = new Audit.Change("test", null, clock.instant());
        var account =
                database.write(
                        tx -> accounts.create(tx, change, "Ada", "ada@example.com", Limits.NONE));
        return accounts.projects(account.id()).getFirst();
    }

    /** What a file of a task is. */
    record File(TaskAsset.Kind kind, String content) {}

    static File video(String content) {
        return new File(TaskAsset.Kind.VIDEO, content);
    }

    static File image(String content) {
        return new File(TaskAsset.Kind.FIRST_FRAME, content);
    }

    Task queued(Project project, File... kept) {
        var now = clock.instant();
        var task =
                new Task(
                        TaskId.next(),
                        Orders.marble(project.accountId(), project.id(), Priority.NORMAL),
                        TaskProgress.queued(now),
                        0,
                        now,
                        Task.Wishes.NONE);
        write(task, false, kept);
        return task;
    }

    Task completed(Project project, File... kept) {
        var task = queued(project);
        var done = task.with(task.progress().completed(null, Money.ofCents(1), clock.instant()));
        write(done, true, kept);
        return done.stored();
    }

    /** The queued task, but in another state. */
    Task in(TaskState state, Task queued) {
        var now = clock.instant();
        var submitting = queued.progress().submitting("n", "p", "m", now);
        var failure = new Failure("x", "No");
        var progress =
                switch (state) {
                    case QUEUED -> queued.progress();
                    case SUBMITTING -> submitting;
                    case RUNNING -> submitting.running("id");
                    case UNCLEAR -> submitting.unclear(now);
                    case STORING -> submitting.running("id").storing();
                    case COMPLETED -> submitting.completed(null, Money.ofCents(1), now);
                    case FAILED -> submitting.failed(failure, now);
                    case CANCELED -> submitting.canceled(failure, now);
                };
        var moved = queued.with(progress);
        write(moved, true);
        return moved.stored();
    }

    Task failed(Task task) {
        var failure = new Failure("render_failed", "No");
        var failed = task.with(task.progress().failed(failure, clock.instant()));
        write(failed, true);
        return failed.stored();
    }

    private void write(Task task, boolean known, File... kept) {
        var assets = new ArrayList<TaskAsset>();
        for (var file : kept) {
            assets.add(asset(task, file));
        }
        database.write(
                tx -> {
                    if (known) {
                        JdbcTasks.update(tx, task);
                    } else {
                        JdbcTasks.insert(tx, task);
                    }
                    assets.forEach(asset -> JdbcAssets.insert(tx, asset));
                    return task;
                });
        assets.forEach(asset -> files.release(asset.sha256()));
    }

    private TaskAsset asset(Task task, File file) {
        var stored = files.put(new ByteArrayInputStream(file.content().getBytes(UTF_8)), 1_000_000);
        var now = clock.instant();
        return new TaskAsset(
                UUID.randomUUID().toString(),
                task.id(),
                task.order().buyer().projectId(),
                file.kind(),
                stored.sha256(),
                "video/mp4",
                "a.mp4",
                stored.bytes(),
                null,
                now,
                now.plus(KEPT),
                null,
                null);
    }

    List<TaskAsset> assets(Task task) {
        return database.read(tx -> JdbcAssets.of(tx, task.id()));
    }

    long storedBytes(Project project) {
        return accounts.findProject(project.id()).orElseThrow().storedBytes();
    }

    boolean onDisk(String content) {
        return files.find(Sha256.of(content)).isPresent();
    }
}
