package dev.conch.account;

import static java.util.Objects.requireNonNull;

import dev.conch.db.Database;
import dev.conch.db.Transaction;

import org.jdbi.v3.core.statement.SqlStatement;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Buckets in table {@code rate_bucket} of PostgreSQL, which all nodes share: one round trip for all
 * buckets of a request, exact whichever nodes race (docs/limits.md says why not bucket4j's own).
 *
 * <p>Tokens are counted in 1/60000, of which a limit of N a minute has N flow in each millisecond:
 * nothing is ever rounded.
 */
final class JdbcBuckets implements TokenBuckets {
    /** Rows are locked in the order of their owners, so that takes wait and never deadlock. */
    private static final String TAKE =
            """
            with asked as materialized (
                select owner, per_minute
                  from unnest(string_to_array(:owners, ' '),
                              cast(string_to_array(:rates, ' ') as bigint[])) as a (owner, per_minute)
            ), held as materialized (
                select b.owner, a.per_minute, a.per_minute <> b.per_minute or b.at > :now + 60000 as changed,
                       case when b.at > :now + 60000 then :now else greatest(b.at, :now) end as at,
                       least(a.per_minute * 60000,
                             least(b.per_minute * 60000,
                                   b.tokens + b.per_minute * least(greatest(:now - b.at, 0), 60000))
                             + greatest(a.per_minute - b.per_minute, 0) * 60000) as tokens
                  from rate_bucket b join asked a on a.owner = b.owner
                 order by b.owner for update of b
            ), verdict as materialized (
                select count(*) = :number and bool_and(tokens >= 60000) as passed from held
            ), taken as (
                update rate_bucket b
                   set tokens = h.tokens - case when v.passed then 60000 else 0 end,
                       per_minute = h.per_minute, at = h.at
                  from held h, verdict v
                 where b.owner = h.owner and (v.passed or h.changed)
            )
            select h.owner, v.passed,
                   h.tokens - case when v.passed then 60000 else 0 end as tokens
              from held h, verdict v""";

    private static final String FILL =
            """
            insert into rate_bucket (owner, per_minute, tokens, at)
            select owner, per_minute, per_minute * 60000, :now
              from unnest(string_to_array(:owners, ' '),
                          cast(string_to_array(:rates, ' ') as bigint[])) as a (owner, per_minute)
             order by owner
                on conflict (owner) do nothing""";

    /** As many parts make a token. */
    private static final long ONE = MINUTE;

    private final Database database;
    private final Clock clock;

    JdbcBuckets(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** What the statement says of one bucket. */
    private record Row(String owner, boolean passed, long tokens) {}

    @Override
    public RateLimits.Verdict take(List<RateLimit> limits) {
        var rows = database.writeUnsynced(tx -> take(tx, limits));
        var tokens = rows.stream().collect(Collectors.toMap(Row::owner, Row::tokens));
        return new RateLimits.Verdict(
                rows.getFirst().passed(),
                limits.stream()
                        .map(limit -> left(limit, requireNonNull(tokens.get(limit.owner()))))
                        .toList());
    }

    private List<Row> take(Transaction tx, List<RateLimit> limits) {
        var rows = tryTake(tx, limits);
        if (rows.size() < limits.size()) {
            bound(tx.handle().createUpdate(FILL), limits).execute();
            rows = tryTake(tx, limits);
        }
        return rows;
    }

    private List<Row> tryTake(Transaction tx, List<RateLimit> limits) {
        return bound(tx.handle().createQuery(TAKE), limits)
                .bind("number", limits.size())
                .map(
                        (row, _) ->
                                new Row(
                                        row.getString("owner"),
                                        row.getBoolean("passed"),
                                        row.getLong("tokens")))
                .list();
    }

    private <S extends SqlStatement<S>> S bound(S statement, List<RateLimit> limits) {
        return statement
                .bind("owners", words(limits, RateLimit::owner))
                .bind("rates", words(limits, limit -> String.valueOf(limit.perMinute())))
                .bind("now", clock.millis());
    }

    private static String words(List<RateLimit> limits, Function<RateLimit, String> word) {
        return limits.stream().map(word).collect(Collectors.joining(" "));
    }

    private static RateLimit.Left left(RateLimit limit, long tokens) {
        return new RateLimit.Left(
                limit,
                tokens / ONE,
                until(ONE - tokens, limit),
                until(limit.perMinute() * ONE - tokens, limit));
    }

    private static Duration until(long missing, RateLimit limit) {
        return Duration.ofMillis(Math.ceilDiv(Math.max(0, missing), limit.perMinute()));
    }
}
