package dev.conch.task;

import dev.conch.db.Transaction;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Questions about all tasks at once, and about the nodes that serve them. */
final class JdbcOverview {
    private static final String OPEN =
            "select state, count(*) from task where ended_at is null group by state";
    private static final String OLDEST_UNCLEAR =
            TaskRow.SELECT + "where state = 'unclear' order by id limit 1";
    private static final String NODES =
            "select id, started_at, heartbeat_at from node order by started_at, id";
    private static final String OFF_THEIR_HOLDS =
            """
            select count(*) from task t
             where (t.ended_at is null) <> exists (
                   select 1 from ledger_transfer h
                    where h.id in ('hold:' || t.id || ':paid', 'hold:' || t.id || ':bonus')
                      and not exists (select 1 from ledger_transfer e where e.hold_id = h.id))""";
    private static final String OFF_THEIR_CHARGES =
            """
            select count(*) from task t
             where t.ended_at is not null
               and coalesce(t.charged_microcents, 0) <> coalesce((
                   select sum(p.amount_microcents) from ledger_transfer p
                    where p.kind = 'post'
                      and p.hold_id in ('hold:' || t.id || ':paid', 'hold:' || t.id || ':bonus')), 0)""";

    private JdbcOverview() {}

    static Map<TaskState, Long> open(Transaction tx) {
        var counts = new EnumMap<TaskState, Long>(TaskState.class);
        for (var state : TaskState.values()) {
            if (!state.terminal()) {
                counts.put(state, 0L);
            }
        }
        tx.handle()
                .createQuery(OPEN)
                .map(
                        (row, _) ->
                                Map.entry(TaskState.ofStoredName(row.getString(1)), row.getLong(2)))
                .forEach(entry -> counts.put(entry.getKey(), entry.getValue()));
        return counts;
    }

    static Optional<Task> oldestUnclear(Transaction tx) {
        return tx.handle()
                .createQuery(OLDEST_UNCLEAR)
                .map((row, _) -> TaskRow.toTask(row))
                .findOne();
    }

    static List<TaskOverview.Node> nodes(Transaction tx) {
        return tx.handle()
                .createQuery(NODES)
                .map(
                        (row, _) ->
                                new TaskOverview.Node(
                                        row.getString(1),
                                        Instant.ofEpochMilli(row.getLong(2)),
                                        Instant.ofEpochMilli(row.getLong(3))))
                .list();
    }

    /** Open tasks without money held for them, and ended ones with some. */
    static long offTheirHolds(Transaction tx) {
        return count(tx, OFF_THEIR_HOLDS);
    }

    /** Ended tasks that were charged something else than they say. */
    static long offTheirCharges(Transaction tx) {
        return count(tx, OFF_THEIR_CHARGES);
    }

    private static long count(Transaction tx, String sql) {
        return tx.handle().createQuery(sql).map((row, _) -> row.getLong(1)).one();
    }
}
