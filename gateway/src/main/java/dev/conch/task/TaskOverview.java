package dev.conch.task;

import dev.conch.db.Database;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How all tasks stand together, for an operator. Shared between threads. */
public final class TaskOverview {
    private final Database database;

    public TaskOverview(Database database) {
        this.database = database;
    }

    /** A process that drives tasks, and when it last said that it lives. */
    public record Node(String id, Instant startedAt, Instant heartbeatAt) {}

    /**
     * What a check of tasks against the ledger found; both are 0 in a sound gateway.
     *
     * @param offTheirHolds open tasks without money held for them, and ended ones with some
     * @param offTheirCharges ended tasks that were charged something else than they say
     */
    public record Check(long offTheirHolds, long offTheirCharges) {}

    /** How many tasks are in each state that is not terminal. */
    public Map<TaskState, Long> open() {
        return database.read(JdbcOverview::open);
    }

    public Optional<Task> oldestUnclear() {
        return database.read(JdbcOverview::oldestUnclear);
    }

    public List<Node> nodes() {
        return database.read(JdbcOverview::nodes);
    }

    /** Reads everything: on demand, not per request. */
    public Check check() {
        return database.read(
                tx -> new Check(JdbcOverview.offTheirHolds(tx), JdbcOverview.offTheirCharges(tx)));
    }
}
