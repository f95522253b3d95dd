package dev.conch.task;

import dev.conch.db.Transaction;

import org.jdbi.v3.core.statement.Query;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;

/** Pages of tasks. */
final class JdbcTaskList {
    /** Later than every id that there is. */
    private static final String NEWEST = "g";

    private static final String COUNT = "select count(*) from task\n";
    private static final String PAGE = "\norder by id desc limit :limit";

    /** Unused filters compare a value with itself, so that one text serves all. */
    private static final String REST =
            """
              and id < :before
              and (:model = '' or model = :model)
              and created_at >= :from and created_at < :to
              and (state in (%s))""";

    private static final String ALL = "where true\n" + REST;
    private static final String OF_ACCOUNT = "where account_id = :accountId\n" + REST;
    private static final String OF_PROJECT =
            "where account_id = :accountId and project_id = :projectId\n" + REST;

    private JdbcTaskList() {}

    static List<Task> list(Transaction tx, TaskFilter filter, int limit) {
        return query(tx, TaskRow.SELECT, filter, PAGE)
                .bind("limit", limit)
                .map((row, _) -> TaskRow.toTask(row))
                .list();
    }

    static long count(Transaction tx, TaskFilter filter) {
        return query(tx, COUNT, filter, "").mapTo(Long.class).one();
    }

    private static Query query(Transaction tx, String select, TaskFilter filter, String order) {
        var query =
                tx.handle()
                        .createQuery(select + where(filter).formatted(states()) + order)
                        .bind(
                                "before",
                                filter.before() == null ? NEWEST : filter.before().toString())
                        .bind("model", filter.model() == null ? "" : filter.model())
                        .bind(
                                "from",
                                filter.createdFrom() == null
                                        ? 0
                                        : filter.createdFrom().toEpochMilli())
                        .bind(
                                "to",
                                filter.createdTo() == null
                                        ? Long.MAX_VALUE
                                        : filter.createdTo().toEpochMilli());
        if (filter.accountId() != null) {
            query.bind("accountId", filter.accountId());
        }
        if (filter.projectId() != null) {
            query.bind("projectId", filter.projectId());
        }
        var wanted = filter.states();
        for (var state : TaskState.values()) {
            boolean included = wanted.isEmpty() || wanted.contains(state);
            query.bind(parameter(state), included ? state.storedName() : "");
        }
        return query;
    }

    private static String where(TaskFilter filter) {
        if (filter.projectId() != null) {
            return OF_PROJECT;
        }
        return filter.accountId() != null ? OF_ACCOUNT : ALL;
    }

    private static String states() {
        return EnumSet.allOf(TaskState.class).stream()
                .map(state -> ":" + parameter(state))
                .reduce((a, b) -> a + ", " + b)
                .orElseThrow();
    }

    private static String parameter(TaskState state) {
        return "in_" + state.name().toLowerCase(Locale.ROOT);
    }
}
