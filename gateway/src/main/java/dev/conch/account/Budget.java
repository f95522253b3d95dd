package dev.conch.account;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;

/**
 * What an account, a project or a key may spend, or how many tasks it may start, in a day, a month
 * or in all. Never exceeded, however many requests race: it is counted in the transaction that
 * accepts the task.
 *
 * @param owner {@code account:N}, {@code project:N} or {@code key:token_…}
 * @param most micro-cents or tasks
 * @param zone where days and months begin at midnight
 */
public record Budget(
        long id,
        long accountId,
        String owner,
        Unit unit,
        Period period,
        long most,
        ZoneId zone,
        Instant createdAt) {
    /** What is counted. */
    public enum Unit {
        MICROCENTS,
        TASKS;

        String storedName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How long it lasts; aligned with the calendar. */
    public enum Period {
        DAY,
        MONTH,
        TOTAL;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The day or month, in the budget's time zone, that {@code instant} counts to. */
    public String span(Instant instant) {
        var date = instant.atZone(zone).toLocalDate();
        return switch (period) {
            case DAY -> date.toString();
            case MONTH -> date.toString().substring(0, 7);
            case TOTAL -> "total";
        };
    }

    /** When the span of {@code now} began; the epoch for a total. */
    Instant spanStart(Instant now) {
        var date = now.atZone(zone).toLocalDate();
        return switch (period) {
            case DAY -> date.atStartOfDay(zone).toInstant();
            case MONTH -> date.withDayOfMonth(1).atStartOfDay(zone).toInstant();
            case TOTAL -> Instant.EPOCH;
        };
    }

    /** When the next span begins; empty for a total, which never begins anew. */
    public java.util.Optional<Instant> nextSpan(Instant now) {
        var date = now.atZone(zone).toLocalDate();
        return switch (period) {
            case DAY -> java.util.Optional.of(date.plusDays(1).atStartOfDay(zone).toInstant());
            case MONTH ->
                    java.util.Optional.of(
                            date.withDayOfMonth(1).plusMonths(1).atStartOfDay(zone).toInstant());
            case TOTAL -> java.util.Optional.empty();
        };
    }
}
