package dev.conch.task;

import dev.conch.base.Money;
import dev.conch.db.Transaction;
import dev.conch.provider.ErrorClass;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/** Prices, costs and refusals in tables {@code task} and {@code task_attempt}. */
final class JdbcCosts {
    /** The cost of a task is that of all its attempts together. */
    private static String linesBy(String column) {
        return """
               select one, count(*), sum(price), sum(coalesce(cost, 0)),
                      sum(case when cost is null then 0 else price - cost end),
                      sum(case when cost is null then 1 else 0 end)
                 from (select cast(t.%s as text) as one,
                              coalesce(t.charged_microcents, 0) as price,
                              (select sum(a.cost_microcents) from task_attempt a
                                where a.task_id = t.id) as cost
                         from task t
                        where t.state = 'completed' and t.ended_at >= :since and t.ended_at < :until
                      ) as completed
                group by one order by one"""
                .formatted(column);
    }

    private static final String REFUSALS =
            """
            select provider, trouble, count(*) from task_attempt
             where outcome = 'Refused' and trouble is not null
               and started_at >= :since and started_at < :until
             group by provider, trouble""";

    private JdbcCosts() {}

    static List<CostReport.Line> lines(
            Transaction tx, Instant since, Instant until, CostReport.By by) {
        return tx.handle()
                .createQuery(linesBy(column(by)))
                .bind("since", since.toEpochMilli())
                .bind("until", until.toEpochMilli())
                .map(
                        (row, _) ->
                                new CostReport.Line(
                                        row.getString(1),
                                        row.getLong(2),
                                        new Money(row.getLong(3)),
                                        new Money(row.getLong(4)),
                                        new Money(row.getLong(5)),
                                        row.getLong(6)))
                .list();
    }

    private static String column(CostReport.By by) {
        return switch (by) {
            case MODEL -> "model";
            case PROVIDER -> "provider";
            case ACCOUNT -> "account_id";
        };
    }

    /** The first word of a stored trouble is its class; see {@code Trouble.shortForm}. */
    static List<CostReport.Refusals> refusals(Transaction tx, Instant since, Instant until) {
        var byProvider = new TreeMap<String, TreeMap<ErrorClass, Long>>();
        tx.handle()
                .createQuery(REFUSALS)
                .bind("since", since.toEpochMilli())
                .bind("until", until.toEpochMilli())
                .map(
                        (row, _) ->
                                new CostReport.Refusals(
                                        row.getString(1),
                                        toClass(row.getString(2)),
                                        row.getLong(3)))
                .forEach(
                        one ->
                                byProvider
                                        .computeIfAbsent(one.provider(), _ -> new TreeMap<>())
                                        .merge(one.trouble(), one.attempts(), Long::sum));
        return byProvider.entrySet().stream()
                .flatMap(
                        provider ->
                                provider.getValue().entrySet().stream()
                                        .map(
                                                count ->
                                                        new CostReport.Refusals(
                                                                provider.getKey(),
                                                                count.getKey(),
                                                                count.getValue())))
                .toList();
    }

    private static ErrorClass toClass(String trouble) {
        return ErrorClass.valueOf(trouble.split(" ", 2)[0].toUpperCase(Locale.ROOT));
    }
}
