package dev.conch.task;

import dev.conch.base.Money;
import dev.conch.db.Database;
import dev.conch.provider.ErrorClass;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** What videos brought and what providers charged for them. Shared between threads. */
public final class CostReport {
    private final Database database;

    public CostReport(Database database) {
        this.database = database;
    }

    /** What the lines are about. */
    public enum By {
        MODEL,
        PROVIDER,
        ACCOUNT;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Completed tasks that have something in common.
     *
     * @param of a model, a provider or the number of an account
     * @param price what their customers were charged
     * @param cost what providers charge for them, as far as that is known
     * @param margin what is left of the price of those whose cost is known
     * @param costUnknown how many there are whose cost is not known
     */
    public record Line(
            String of, long tasks, Money price, Money cost, Money margin, long costUnknown) {
        Line plus(Line other) {
            return new Line(
                    of,
                    tasks + other.tasks,
                    price.plus(other.price),
                    cost.plus(other.cost),
                    margin.plus(other.margin),
                    costUnknown + other.costUnknown);
        }
    }

    /** How often a provider refused to take a task for one kind of reason. */
    public record Refusals(String provider, ErrorClass trouble, long attempts) {}

    /** What happened in a time, and all of it together. */
    public record Report(List<Line> lines, Line total, List<Refusals> refusals) {
        public Report {
            lines = List.copyOf(lines);
            refusals = List.copyOf(refusals);
        }
    }

    /**
     * Looks at the tasks that were completed, and at the submits that were made, from {@code since}
     * on and before {@code until}. Reads every task: on demand, not per request.
     */
    public Report make(Instant since, Instant until, By by) {
        return database.read(
                tx -> {
                    var lines = JdbcCosts.lines(tx, since, until, by);
                    var nothing = new Line("total", 0, Money.ZERO, Money.ZERO, Money.ZERO, 0);
                    return new Report(
                            lines,
                            lines.stream().reduce(nothing, Line::plus),
                            JdbcCosts.refusals(tx, since, until));
                });
    }
}
