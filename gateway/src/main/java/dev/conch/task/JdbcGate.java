package dev.conch.task;

import dev.conch.db.Sql;
import dev.conch.db.Transaction;
import dev.conch.provider.ErrorClass;

import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What may be asked of providers, in table {@code upstream_gate}. */
final class JdbcGate {
    private static final String MAKE =
            """
            insert into upstream_gate (provider, changed_at) values (:provider, :now)
            on conflict (provider) do nothing""";
    private static final String COLUMNS =
            """
            select provider, next_submit_at, resting_until, trouble, reason, failures
              from upstream_gate
            """;
    private static final Sql LOCK =
            Sql.of(COLUMNS + "where provider in (<providers>) order by provider {for_update}");
    private static final String READ = COLUMNS + "order by provider";
    private static final String TROUBLED =
            "select count(*) from upstream_gate where provider = :provider and failures > 0";
    private static final String UPDATE =
            """
            update upstream_gate set next_submit_at = :next, resting_until = :until,
                   trouble = :trouble, reason = :reason, failures = :failures, changed_at = :now
             where provider = :provider""";
    private static final String IN_FLIGHT =
            """
            select provider, count(*) from task
             where state in ('submitting', 'running', 'unclear') and provider in (<providers>)
             group by provider""";
    private static final String ALL_IN_FLIGHT =
            """
            select provider, count(*) from task
             where state in ('submitting', 'running', 'unclear') group by provider""";
    private static final String STARTED =
            """
            select provider, count(*) from task
             where ended_at is null and state <> 'queued' group by provider""";

    private JdbcGate() {}

    /** The states of these providers, which no other transaction changes before this one ends. */
    static Map<String, GateState> lock(Transaction tx, Collection<String> providers, Instant now) {
        var sorted = providers.stream().sorted().toList();
        var found = find(tx, sorted);
        for (var provider : sorted) {
            if (!found.containsKey(provider)) {
                tx.handle()
                        .createUpdate(MAKE)
                        .bind("provider", provider)
                        .bind("now", now.toEpochMilli())
                        .execute();
            }
        }
        return found.size() == sorted.size() ? found : find(tx, sorted);
    }

    private static Map<String, GateState> find(Transaction tx, List<String> providers) {
        return tx
                .handle()
                .createQuery(tx.sql(LOCK))
                .bindList("providers", providers)
                .map((row, _) -> toState(row))
                .list()
                .stream()
                .collect(Collectors.toMap(GateState::provider, state -> state));
    }

    /** Whether a provider has failed since it was last well. */
    static boolean troubled(Transaction tx, String provider) {
        return tx.handle()
                        .createQuery(TROUBLED)
                        .bind("provider", provider)
                        .map((row, _) -> row.getInt(1))
                        .one()
                > 0;
    }

    /** All that were ever asked. */
    static List<GateState> all(Transaction tx) {
        return tx.handle().createQuery(READ).map((row, _) -> toState(row)).list();
    }

    private static GateState toState(ResultSet row) throws SQLException {
        long until = row.getLong("resting_until");
        boolean well = row.wasNull();
        return new GateState(
                row.getString("provider"),
                Instant.ofEpochMilli(row.getLong("next_submit_at")),
                well ? null : Instant.ofEpochMilli(until),
                toClass(row.getString("trouble")),
                row.getString("reason"),
                row.getInt("failures"));
    }

    private static @Nullable ErrorClass toClass(@Nullable String word) {
        return word == null ? null : ErrorClass.valueOf(word.toUpperCase(Locale.ROOT));
    }

    static void update(Transaction tx, GateState state, Instant now) {
        var trouble = state.trouble();
        tx.handle()
                .createUpdate(UPDATE)
                .bind("provider", state.provider())
                .bind("next", state.nextSubmitAt().toEpochMilli())
                .bind("until", TaskRow.millis(state.restingUntil()))
                .bind("trouble", trouble == null ? null : trouble.name().toLowerCase(Locale.ROOT))
                .bind("reason", state.reason())
                .bind("failures", state.failures())
                .bind("now", now.toEpochMilli())
                .execute();
    }

    /** How many tasks each of these providers has, or may have. */
    static Map<String, Integer> inFlight(Transaction tx, Collection<String> providers) {
        var counts = new HashMap<String, Integer>();
        tx.handle()
                .createQuery(IN_FLIGHT)
                .bindList("providers", List.copyOf(providers))
                .map((row, _) -> Map.entry(row.getString(1), row.getInt(2)))
                .forEach(count -> counts.put(count.getKey(), count.getValue()));
        return counts;
    }

    /** The same of all providers that have any. */
    static Map<String, Integer> inFlight(Transaction tx) {
        var counts = new HashMap<String, Integer>();
        tx.handle()
                .createQuery(ALL_IN_FLIGHT)
                .map((row, _) -> Map.entry(row.getString(1), row.getInt(2)))
                .forEach(count -> counts.put(count.getKey(), count.getValue()));
        return counts;
    }

    /** Tasks that have been given to providers and have not ended, results that are copied too. */
    static Map<String, Long> started(Transaction tx) {
        var counts = new HashMap<String, Long>();
        tx.handle()
                .createQuery(STARTED)
                .map((row, _) -> Map.entry(row.getString(1), row.getLong(2)))
                .forEach(count -> counts.put(count.getKey(), count.getValue()));
        return counts;
    }
}
