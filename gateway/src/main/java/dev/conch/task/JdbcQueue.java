package dev.conch.task;

import dev.conch.db.Sql;
import dev.conch.db.Transaction;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The task table as a queue, and the nodes that serve it, in tables {@code task} and {@code node}.
 */
final class JdbcQueue {
    private static final Sql ABANDONED =
            Sql.of(
                    TaskRow.SELECT
                            + """
                            where node_id is null and state in ('submitting', 'running', 'storing')
                              and provider = :provider
                            order by id limit :limit {skip_locked}""");
    private static final String PROVIDERS_OF_ABANDONED =
            """
            select distinct provider from task
             where node_id is null and state in ('submitting', 'running', 'storing')
               and provider is not null""";

    /** {@code coalesce} keeps to the order's index: by model, all that wait would be sorted. */
    private static final Sql DUE =
            Sql.of(
                    TaskRow.SELECT
                            + """
                            where state = 'queued' and due_at <= :now and coalesce(model, '') in (<models>)
                            order by priority desc, turn, id limit :limit""");

    private static final Sql UNCLEAR =
            Sql.of(
                    TaskRow.SELECT
                            + """
                            where state = 'unclear' and due_at <= :now and provider = :provider
                            order by id limit :limit {skip_locked}""");
    private static final String PROVIDERS_OF_UNCLEAR =
            """
            select distinct provider from task
             where state = 'unclear' and due_at <= :now and provider is not null""";
    private static final String ANY_LATE =
            """
            select count(*) from (
                select id from task
                 where deadline_at <= :now and ended_at is null and state = 'queued' limit 1
            ) as late""";
    private static final Sql LATE =
            Sql.of(
                    TaskRow.SELECT
                            + """
                            where deadline_at <= :now and ended_at is null and state = 'queued'
                            order by deadline_at limit :limit {skip_locked}""");
    private static final String ABANDON =
            "update task set node_id = null, version = version + 1 where node_id = :node";
    private static final String DRIVEN = "select id from task where node_id = :node";
    private static final String ABANDON_ONE =
            """
            update task set node_id = null, version = version + 1
             where id = :id and node_id = :node""";
    private static final String ABANDON_OF_DEAD =
            """
            update task set node_id = null, version = version + 1
             where node_id is not null and node_id not in (select id from node)""";
    private static final String WAITING = "select count(*) from task where state = 'queued'";

    /** From model to model by the index; {@code distinct} would read all that waits. */
    private static final String WAITING_MODELS =
            """
            with recursive waiting (model) as (
                select (select model from task where state = 'queued' order by model limit 1)
                union all
                select (select t.model from task t
                         where t.state = 'queued' and t.model > waiting.model
                         order by t.model limit 1)
                  from waiting where waiting.model is not null)
            select model from waiting
             where exists (select 1 from task t
                            where t.state = 'queued' and t.model = waiting.model
                              and t.due_at <= :now)""";

    private static final String WAITING_BY_MODEL =
            "select model, count(*) from task where state = 'queued' group by model";
    private static final String ORDER =
            """
            select id, model from task where state = 'queued'
             order by priority desc, turn, id limit :limit""";
    private static final String CANCEL_WISHES =
            """
            select id from task
             where node_id = :node and cancel_requested_at is not null
               and cancel_refused_at is null""";
    private static final String HEARTBEAT =
            """
            insert into node (id, started_at, heartbeat_at) values (:id, :now, :now)
            on conflict (id) do update set heartbeat_at = :now""";
    private static final String FORGET_NODE = "delete from node where id = :id";
    private static final String FORGET_SILENT = "delete from node where heartbeat_at < :alive";
    private static final String FORGET_OTHERS = "delete from node where id <> :id";

    private JdbcQueue() {}

    /** Whose started tasks no node drives. */
    static Set<String> providersOfAbandoned(Transaction tx) {
        return Set.copyOf(
                tx.handle()
                        .createQuery(PROVIDERS_OF_ABANDONED)
                        .map((row, _) -> row.getString(1))
                        .list());
    }

    /** Started tasks that no node drives. */
    static List<Task> abandoned(Transaction tx, String provider, int limit) {
        return tx.handle()
                .createQuery(tx.sql(ABANDONED))
                .bind("provider", provider)
                .bind("limit", limit)
                .map((row, _) -> TaskRow.toTask(row))
                .list();
    }

    /** Models of which something waits. */
    static List<String> waitingModels(Transaction tx, Instant now) {
        return tx.handle()
                .createQuery(WAITING_MODELS)
                .bind("now", now.toEpochMilli())
                .map((row, _) -> row.getString(1))
                .list();
    }

    /** How many wait of each model, those that are not due yet too. */
    static Map<String, Long> waitingByModel(Transaction tx) {
        return tx
                .handle()
                .createQuery(WAITING_BY_MODEL)
                .map((row, _) -> Map.entry(row.getString(1), row.getLong(2)))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Who comes next of these models. */
    static List<Task> due(Transaction tx, List<String> models, Instant now, int limit) {
        return tx.handle()
                .createQuery(tx.sql(DUE))
                .bindList("models", models)
                .bind("now", now.toEpochMilli())
                .bind("limit", limit)
                .map((row, _) -> TaskRow.toTask(row))
                .list();
    }

    /** Who may know of tasks whose submit is unclear, and which it is time to look at again. */
    static Set<String> providersOfUnclear(Transaction tx, Instant now) {
        return Set.copyOf(
                tx.handle()
                        .createQuery(PROVIDERS_OF_UNCLEAR)
                        .bind("now", now.toEpochMilli())
                        .map((row, _) -> row.getString(1))
                        .list());
    }

    /** Tasks whose submit is unclear, and which it is time to look at again. */
    static List<Task> unclear(Transaction tx, String provider, Instant now, int limit) {
        return tx.handle()
                .createQuery(tx.sql(UNCLEAR))
                .bind("provider", provider)
                .bind("now", now.toEpochMilli())
                .bind("limit", limit)
                .map((row, _) -> TaskRow.toTask(row))
                .list();
    }

    /** Whether there are waiting tasks whose deadline is over. */
    static boolean anyLate(Transaction tx, Instant now) {
        return tx.handle()
                        .createQuery(ANY_LATE)
                        .bind("now", now.toEpochMilli())
                        .map((row, _) -> row.getInt(1))
                        .one()
                > 0;
    }

    /** Waiting tasks whose deadline is over. */
    static List<Task> late(Transaction tx, Instant now, int limit) {
        return tx.handle()
                .createQuery(tx.sql(LATE))
                .bind("now", now.toEpochMilli())
                .bind("limit", limit)
                .map((row, _) -> TaskRow.toTask(row))
                .list();
    }

    /** Frees what {@code node} drives. */
    static void abandon(Transaction tx, String node) {
        tx.handle().createUpdate(ABANDON).bind("node", node).execute();
    }

    /** Ids of what {@code node} drives, as far as the rows say. */
    static List<String> driven(Transaction tx, String node) {
        return tx.handle()
                .createQuery(DRIVEN)
                .bind("node", node)
                .map((row, _) -> row.getString(1))
                .list();
    }

    /** Frees one task that {@code node} drives. */
    static void abandonOne(Transaction tx, String node, String id) {
        tx.handle().createUpdate(ABANDON_ONE).bind("node", node).bind("id", id).execute();
    }

    /** Frees what nodes drive that are not known any more; the number of tasks. */
    static int abandonOfDead(Transaction tx) {
        return tx.handle().createUpdate(ABANDON_OF_DEAD).execute();
    }

    static long waiting(Transaction tx) {
        return tx.handle().createQuery(WAITING).map((row, _) -> row.getLong(1)).one();
    }

    /**
     * One that waits, by its id and model.
     *
     * @param id as the database has it
     */
    record Waiting(String id, String model) {}

    /** Who waits, in the order in which they go. */
    static List<Waiting> order(Transaction tx, int limit) {
        return tx.handle()
                .createQuery(ORDER)
                .bind("limit", limit)
                .map((row, _) -> new Waiting(row.getString(1), row.getString(2)))
                .list();
    }

    /** Ids of the tasks of {@code node} that somebody wants canceled. */
    static List<String> cancelWishes(Transaction tx, String node) {
        return tx.handle()
                .createQuery(CANCEL_WISHES)
                .bind("node", node)
                .map((row, _) -> row.getString(1))
                .list();
    }

    static void heartbeat(Transaction tx, String node, Instant now) {
        tx.handle()
                .createUpdate(HEARTBEAT)
                .bind("id", node)
                .bind("now", now.toEpochMilli())
                .execute();
    }

    static void forgetNode(Transaction tx, String node) {
        tx.handle().createUpdate(FORGET_NODE).bind("id", node).execute();
    }

    /** Forgets the nodes that have not been heard of since {@code alive}. */
    static void forgetSilent(Transaction tx, Instant alive) {
        tx.handle().createUpdate(FORGET_SILENT).bind("alive", alive.toEpochMilli()).execute();
    }

    static void forgetOthers(Transaction tx, String node) {
        tx.handle().createUpdate(FORGET_OTHERS).bind("id", node).execute();
    }
}
