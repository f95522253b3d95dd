package dev.conch.day;

import dev.conch.testing.Admin;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What came of a day, for people.
 *
 * @param wrong promises that were broken
 */
record DayReport(Day day, List<Story> stories, List<String> wrong) {
    private static final String ROW = "%-34s%14s%14s%14s%14s%n";

    static JsonNode costs(Day day) {
        return Admin.ok(day.stage().operator().get("reports/costs?by=provider"));
    }

    static JsonNode line(JsonNode report, String provider) {
        for (var line : report.path("lines")) {
            if (line.path("provider").asString("").equals(provider)) {
                return line;
            }
        }
        return MissingNode.getInstance();
    }

    /** How many tasks were made by another provider than the first that was asked. */
    long failovers() {
        return stories.stream().filter(Story::failedOver).count();
    }

    /** How many ended with each error code. */
    Map<String, Long> failures() {
        return stories.stream()
                .filter(story -> !story.completed())
                .collect(Collectors.groupingBy(Story::error, TreeMap::new, Collectors.counting()));
    }

    @Override
    public String toString() {
        var report = costs(day);
        var text = new StringBuilder();
        var names = day.stations().stream().map(Station::name).toList();
        text.append(ROW.formatted("", names.get(0), names.get(1), names.get(2), "all"));
        row(text, "tasks completed", this::completed);
        row(text, "time from order to video: p50", name -> time(name, 0.5));
        row(text, "  p99", name -> time(name, 0.99));
        row(text, "  longest", name -> time(name, 1));
        row(text, "customers paid", name -> money(report, name, "price_micro_cents"));
        row(text, "the provider charges", name -> money(report, name, "cost_micro_cents"));
        row(text, "margin", name -> money(report, name, "margin_micro_cents"));
        row(text, "submits refused as too many", name -> refused(report, name, "throttle"));
        row(text, "submits that found nobody there", name -> refused(report, name, "server"));
        row(text, "tasks it was asked for in vain", this::inVain);
        row(text, "tasks it made for another", this::takenOver);
        row(text, "jobs lost", name -> lost(name, Day.FORGETFUL));
        row(text, "jobs that died with it", name -> lost(name, Day.DYING));
        row(text, "made and charged, not fetched", this::notFetched);
        row(text, "most at once", name -> most(name, false));
        row(text, "most started in 60 s", name -> most(name, true));
        text.append("%nEnded without a video, and without a charge: %s%n".formatted(failures()));
        text.append("Made by another than was asked first: %d tasks%n".formatted(failovers()));
        if (wrong.isEmpty()) {
            text.append("Nothing wrong.%n".formatted());
        } else {
            text.append("WRONG, %d times:%n".formatted(wrong.size()));
            wrong.stream().limit(20).forEach(one -> text.append("  ").append(one).append("\n"));
        }
        return text.toString();
    }

    private interface Column {
        /** An empty name is for all. */
        Object of(String provider);
    }

    private void row(StringBuilder text, String title, Column column) {
        var cells = new ArrayList<>();
        cells.add(title);
        day.stations().forEach(station -> cells.add(column.of(station.name())));
        cells.add(column.of(""));
        text.append(ROW.formatted(cells.toArray()));
    }

    private List<Story> completedBy(String provider) {
        return stories.stream()
                .filter(Story::completed)
                .filter(story -> provider.isEmpty() || story.provider().equals(provider))
                .toList();
    }

    private Object completed(String provider) {
        return completedBy(provider).size();
    }

    private String time(String provider, double part) {
        var took = completedBy(provider).stream().map(Story::took).sorted().toList();
        int at = (int) Math.ceil(part * took.size()) - 1;
        return took.isEmpty() ? "-" : shown(took.get(Math.max(at, 0)));
    }

    static String shown(Duration time) {
        return "%d:%02d".formatted(time.toMinutes(), time.toSecondsPart());
    }

    private static String money(JsonNode report, String provider, String field) {
        var line = provider.isEmpty() ? report.path("total") : line(report, provider);
        return String.format(Locale.ROOT, "$%.2f", line.path(field).asLong(0) / 1e8);
    }

    private static long refused(JsonNode report, String provider, String trouble) {
        long sum = 0;
        for (var line : report.path("refused_submits")) {
            boolean asked =
                    provider.isEmpty() || line.path("provider").asString("").equals(provider);
            if (asked && line.path("trouble").asString("").equals(trouble)) {
                sum += line.path("submits").asLong();
            }
        }
        return sum;
    }

    private Object inVain(String provider) {
        return stories.stream()
                .filter(
                        story ->
                                story.tries().stream()
                                        .anyMatch(
                                                one ->
                                                        one.refused()
                                                                && (provider.isEmpty()
                                                                        || one.provider()
                                                                                .equals(provider))))
                .count();
    }

    private Object takenOver(String provider) {
        return completedBy(provider).stream().filter(Story::failedOver).count();
    }

    private Object lost(String provider, String by) {
        if (!provider.isEmpty() && !provider.equals(by)) {
            return 0;
        }
        return stories.stream()
                .filter(story -> !story.completed() && story.provider().equals(by))
                .count();
    }

    private Object notFetched(String provider) {
        return day.stations().stream()
                .filter(station -> provider.isEmpty() || station.name().equals(provider))
                .mapToLong(
                        station ->
                                station.books().jobs().stream()
                                        .filter(station.books()::made)
                                        .filter(job -> !stories.get(job.order()).completed())
                                        .count())
                .sum();
    }

    private Object most(String provider, boolean inAMinute) {
        return day.stations().stream()
                .filter(station -> station.name().equals(provider))
                .map(Station::books)
                .<Object>map(books -> inAMinute ? books.mostInAMinute() : books.mostAtOnce())
                .findFirst()
                .orElse("");
    }
}
