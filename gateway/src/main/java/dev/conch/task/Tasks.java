package dev.conch.task;

import dev.conch.base.TaskId;
import dev.conch.db.Database;
import dev.conch.event.EventLog;
import dev.conch.ledger.Ledger;
import dev.conch.provider.Providers;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Accepts tasks and tells of them. Shared between threads. */
public final class Tasks {
    private final Database database;
    private final Ledger ledger;
    private final EventLog events;
    private final Providers providers;
    private final Clock clock;
    private Runnable onAccept = () -> {};

    public Tasks(
            Database database, Ledger ledger, EventLog events, Providers providers, Clock clock) {
        this.database = database;
        this.ledger = ledger;
        this.events = events;
        this.providers = providers;
        this.clock = clock;
    }

    /**
     * Called after each accept, so that a worker need not wait for its next look. Set before the
     * first request.
     */
    public void onAccept(Runnable wake) {
        onAccept = wake;
    }

    /**
     * Takes an order: money held, task queued and event written in one transaction, which is on
     * disk on return.
     *
     * @throws dev.conch.base.GatewayException {@code insufficient_credits}, {@code unavailable}
     */
    public Task accept(TaskOrder order) {
        var provider = providers.forModel(order.model());
        var now = clock.instant();
        var task =
                new Task(TaskId.next(), order, TaskProgress.queued(now, provider.name()), 0, now);
        database.write(
                tx -> {
                    ledger.hold(tx, order.accountId(), task.id(), order.price(), now);
                    JdbcTasks.insert(tx, task);
                    events.append(tx, task.id(), order.accountId(), "video.queued", now);
                    return task;
                });
        onAccept.run();
        return task;
    }

    public Optional<Task> find(TaskId id) {
        return database.read(tx -> JdbcTasks.find(tx, id));
    }

    /** The files of a finished task, the poster first. */
    public List<TaskAsset> assets(TaskId id) {
        return database.read(tx -> JdbcTasks.assets(tx, id));
    }

    public Optional<TaskAsset> findAsset(String id) {
        return database.read(tx -> JdbcTasks.findAsset(tx, id));
    }

    /** How many tasks wait to be started. */
    public long waiting() {
        return database.read(JdbcTasks::waiting);
    }
}
