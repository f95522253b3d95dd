package dev.conch.day;

import dev.conch.base.Money;
import dev.conch.testing.Admin;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares what the gateway says, when the day is over, with the books of the providers and with
 * what customers had. Each rule is a promise of the gateway's. Used by one thread.
 */
final class Checks {
    private static final String LOST = "provider_lost_task";
    private static final String LATE = "deadline_exceeded";

    /** What the provider had made when it died, and nobody could fetch for a day. */
    private static final String UNFETCHED = "result_unavailable";

    private final Day day;
    private final List<Story> stories;
    private final Map<Integer, List<Made>> started = new HashMap<>();
    private final List<String> wrong = new ArrayList<>();

    /** A job and whose it is. */
    private record Made(Station by, Job job) {
        boolean made() {
            return by.books().made(job);
        }
    }

    Checks(Day day, List<Story> stories) {
        this.day = day;
        this.stories = stories;
        for (var station : day.stations()) {
            for (var job : station.books().jobs()) {
                started.computeIfAbsent(job.order(), _ -> new ArrayList<>())
                        .add(new Made(station, job));
            }
        }
    }

    /** Everything that is not as it was promised. */
    List<String> all() {
        require(stories.size() == day.plan().tasks(), "tasks", stories.size() + " were accepted");
        for (int order = 0; order < stories.size(); order++) {
            var jobs = started.getOrDefault(order, List.of());
            submits(stories.get(order), jobs);
            end(stories.get(order), jobs);
            money(stories.get(order));
        }
        day.stations().forEach(this::limits);
        day.stations().forEach(this::costs);
        customers();
        return wrong;
    }

    private void require(boolean kept, String rule, String what) {
        if (!kept) {
            wrong.add(rule + ": " + what);
        }
    }

    /** Nothing is started twice: a submit follows another only when that one was refused. */
    private void submits(Story story, List<Made> jobs) {
        require(jobs.size() <= 1, "started once", story.id() + " was started: " + jobs);
        long taken = story.tries().stream().filter(one -> !one.refused()).count();
        require(
                taken == jobs.size() && (taken == 0 || !story.tries().getLast().refused()),
                "started once",
                story.id() + " was submitted: " + story.tries());
    }

    /** Every task ends, and as the books of its provider say. */
    private void end(Story story, List<Made> jobs) {
        var job = jobs.isEmpty() ? null : jobs.getFirst();
        var as = story.state() + " " + story.error();
        if (story.completed()) {
            require(
                    job != null
                            && job.made()
                            && job.by().name().equals(story.provider())
                            && Film.sha256(story.provider(), job.job()).equals(story.sha256()),
                    "end",
                    story.id() + " is completed, and its provider says " + job);
            return;
        }
        boolean lost = job != null && job.job().lost() && as.equals("failed " + LOST);
        boolean gone =
                job != null
                        && job.by().name().equals(Day.DYING)
                        && (as.equals("failed " + LATE)
                                || (job.made() && as.equals("failed " + UNFETCHED)));
        require(lost || gone, "end", story.id() + " is " + as + ", and its provider says " + job);
    }

    /** Its price was held, and then charged or returned, whole and once. */
    private void money(Story story) {
        long price = story.price().microCents();
        var steps = List.of("hold " + price, (story.completed() ? "charge " : "return ") + price);
        require(story.money().equals(steps), "money", story.id() + ": " + story.money());
        require(
                story.charged().equals(story.completed() ? story.price() : Money.ZERO),
                "money",
                story.id() + " is charged " + story.charged());
    }

    /** No provider had more than it takes, and only the one that takes less said that it had. */
    private void limits(Station station) {
        var books = station.books();
        int atOnce = books.terms().atOnce();
        int perMinute = books.terms().perMinute().applyAsInt(day.plan().begins());
        require(books.mostAtOnce() <= atOnce, "limits", books.name() + ": too many at once");
        require(books.mostInAMinute() <= perMinute, "limits", books.name() + ": too many a minute");
        for (var at : books.refused()) {
            boolean squeezed =
                    station.name().equals(Day.THROTTLING)
                            && !at.isBefore(day.plan().squeezed())
                            && at.isBefore(day.plan().relaxed());
            require(squeezed, "limits", books.name() + " was asked too much at " + at);
        }
    }

    /** What the gateway reports of a provider is what its books say of delivered videos. */
    private void costs(Station station) {
        var line = line(station.name());
        var delivered =
                station.books().jobs().stream()
                        .filter(job -> stories.get(job.order()).completed())
                        .toList();
        long cost = delivered.stream().mapToLong(job -> job.price().microCents()).sum();
        long price =
                delivered.stream()
                        .mapToLong(job -> stories.get(job.order()).charged().microCents())
                        .sum();
        var is =
                List.of(
                        line.path("tasks").asLong(),
                        line.path("cost_micro_cents").asLong(),
                        line.path("price_micro_cents").asLong(),
                        line.path("margin_micro_cents").asLong(),
                        line.path("tasks_of_unknown_cost").asLong());
        var should = List.of((long) delivered.size(), cost, price, price - cost, 0L);
        require(
                is.equals(should),
                "costs",
                station.name() + ": reported " + is + ", not " + should);
    }

    private JsonNode line(String provider) {
        return DayReport.line(DayReport.costs(day), provider);
    }

    private void customers() {
        long charged = stories.stream().mapToLong(story -> story.charged().microCents()).sum();
        long gone = 0;
        for (var one : day.customers().entrySet()) {
            var account =
                    Admin.ok(day.stage().operator().get("accounts/" + one.getKey().account()));
            var balance = account.path("balance");
            require(balance.path("held_cents").asLong() == 0, "money", "still held: " + balance);
            gone +=
                    one.getValue()
                            .minus(Money.ofCents(balance.path("balance_cents").asLong()))
                            .microCents();
        }
        require(gone == charged, "money", "customers paid " + gone + ", not " + charged);
        require(
                day.stage().gateway().metric("conch_ledger_imbalance_microcents") == 0,
                "money",
                "the ledger is off");
    }
}
