package dev.conch.day;

import dev.conch.base.Money;
import dev.conch.day.Stage.Customer;
import dev.conch.db.Dialect;
import dev.conch.testing.SettableClock;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;
import java.util.function.ToIntFunction;

/**
 * Plays one day: customers order more by day than by night; three providers make the videos, of
 * which one dies at noon, one takes half as much for an hour of the afternoon, and one forgets some
 * of its jobs. Used by one thread.
 */
final class Day implements AutoCloseable {
    static final String DYING = "lagoon";
    static final String THROTTLING = "harbor";
    static final String FORGETFUL = "reef";

    private static final String ROUTES =
            """
            [[route]]
            models = ["hailuo-02-text-to-video-pro"]
            to = ["lagoon", "harbor"]
            choice = "weight"

            [[route]]
            models = ["hailuo-*"]
            to = [{ provider = "lagoon", weight = 2 }, { provider = "harbor", weight = 2 }, "reef"]
            choice = "weight"
            """;
    private static final Duration GRAIN = Duration.ofSeconds(1);
    private static final List<String> NAMES = List.of("Ada", "Bob", "Cem", "Dee");
    private static final int NOW_AND_THEN = 1000;
    private static final double PRO = 0.4;

    /** Long enough for the gateway to give up what a dead provider has. */
    private static final Duration AFTERMATH = Duration.ofHours(26);

    private final Plan plan;
    private final Station dying;
    private final List<Station> stations;
    private final Stage stage;
    private final Map<Customer, Money> customers = new LinkedHashMap<>();
    private final List<String> tasks = new ArrayList<>();

    /** Opens everything; nothing happens yet. */
    Day(Plan plan, Path folder, Dialect dialect) throws IOException {
        this.plan = plan;
        var clock = new SettableClock();
        clock.advance(Duration.between(clock.instant(), plan.begins()));
        dying = new RunApiStation(books(DYING, any(60), 50, 0, clock));
        var throttling = new MinimaxStation(books(THROTTLING, this::squeezable, 30, 0, clock));
        var forgetful = new FalStation(books(FORGETFUL, any(600), 50, plan.loss(), clock));
        stations = List.of(dying, throttling, forgetful);
        var settings = new LinkedHashMap<Station, String>();
        settings.put(dying, "");
        settings.put(throttling, "");
        settings.put(forgetful, "");
        stage = new Stage(folder, dialect, clock, GRAIN, settings, ROUTES);
    }

    private Books books(
            String name,
            ToIntFunction<Instant> perMinute,
            int atOnce,
            double loss,
            SettableClock clock) {
        var terms =
                new Terms(perMinute, atOnce, Duration.ofSeconds(40), Duration.ofSeconds(110), loss);
        return new Books(name, terms, clock, plan.seed());
    }

    private static ToIntFunction<Instant> any(int perMinute) {
        return _ -> perMinute;
    }

    private int squeezable(Instant now) {
        return now.isBefore(plan.squeezed()) || !now.isBefore(plan.relaxed()) ? 20 : 10;
    }

    Plan plan() {
        return plan;
    }

    Stage stage() {
        return stage;
    }

    List<Station> stations() {
        return stations;
    }

    /** What each customer had at the beginning. */
    Map<Customer, Money> customers() {
        return customers;
    }

    /**
     * From the first order until every task has ended; then everybody's books are compared.
     *
     * @param progress hears how many were ordered, now and then
     */
    DayReport play(IntConsumer progress) {
        long cents = 100L * plan.tasks();
        for (var name : NAMES) {
            customers.put(stage.customer(name, cents), Money.ofCents(cents));
        }
        var buyers = List.copyOf(customers.keySet());
        var random = new SplittableRandom(plan.seed() + 1);
        boolean dead = false;
        for (var at : plan.orders()) {
            if (!dead && !at.isBefore(plan.noon())) {
                stage.passUntil(plan.noon());
                dying.die();
                dead = true;
            }
            stage.passUntil(at);
            if (tasks.size() % NOW_AND_THEN == 0) {
                progress.accept(tasks.size());
            }
            var buyer = buyers.get(random.nextInt(buyers.size()));
            tasks.add(stage.order(buyer, tasks.size(), random.nextDouble() < PRO));
        }
        stage.passUntilAllEnded(plan.begins().plus(plan.length()).plus(AFTERMATH));
        var stories = stage.stories(tasks);
        return new DayReport(this, stories, new Checks(this, stories).all());
    }

    @Override
    public void close() {
        stage.close();
        stations.forEach(Station::close);
    }
}
