package dev.conch.cli;

import tools.jackson.databind.JsonNode;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The story of a task as text: who and what above, a time line below. */
final class StoryText {
    private final JsonNode task;
    private final List<Moment> moments = new ArrayList<>();

    /** Something that happened; times of the gateway sort as texts. */
    private record Moment(String at, String what) {}

    private StoryText(JsonNode task) {
        this.task = task;
        states();
        submits();
        money();
        wishes();
        files();
        deliveries();
        moments.sort(Comparator.comparing(Moment::at));
    }

    static void print(PrintWriter out, JsonNode task) {
        new StoryText(task).print(out);
    }

    private void print(PrintWriter out) {
        out.printf("task      %s  %s%n", text("/task_id"), text("/state"));
        out.printf("id        %s%n", text("/id"));
        out.printf(
                "of        account %s, project %s, key %s, priority %s%n",
                text("/account_id"), text("/project_id"), text("/api_key_id"), text("/priority"));
        out.printf(
                "order     %s, %s s, %s%n",
                text("/model"), text("/duration_seconds"), text("/output_resolution"));
        out.printf(
                "price     %s, charged %s%n",
                Wording.dollars(task, "/price_cents"),
                Wording.exactDollars(task, "/charged_micro_cents"));
        line(out, "provider", "/provider");
        line(out, "its id", "/provider_task_id");
        line(out, "node", "/node");
        line(out, "deadline", "/deadline_at");
        line(out, "callback", "/callback_url");
        line(out, "error", "/error");
        out.println();
        for (var moment : moments) {
            out.printf("%s  %s%n", when(moment.at()), moment.what());
        }
    }

    private void line(PrintWriter out, String label, String pointer) {
        if (Wording.has(task, pointer)) {
            out.printf("%-8s  %s%n", label, text(pointer));
        }
    }

    private String text(String pointer) {
        return Wording.text(task, pointer);
    }

    private static String when(String at) {
        return at.replace('T', ' ').replace("Z", "");
    }

    private void add(JsonNode node, String pointer, String what) {
        if (Wording.has(node, pointer)) {
            moments.add(new Moment(Wording.text(node, pointer), what));
        }
    }

    private void states() {
        for (var event : task.at("/events")) {
            add(event, "/at", Wording.text(event, "/state"));
        }
    }

    private void submits() {
        for (var attempt : task.at("/attempts")) {
            var submit = "  submit " + Wording.text(attempt, "/number");
            add(
                    attempt,
                    "/started_at",
                    "%s to %s%s"
                            .formatted(
                                    submit,
                                    Wording.text(attempt, "/provider"),
                                    part(attempt, " as ", "/upstream_model")));
            add(
                    attempt,
                    "/ended_at",
                    "%s: %s%s%s%s%s"
                            .formatted(
                                    submit,
                                    Wording.text(attempt, "/outcome"),
                                    part(attempt, ", trouble ", "/trouble"),
                                    part(attempt, ", provider's id ", "/provider_task_id"),
                                    part(attempt, ", trace ", "/trace"),
                                    Wording.has(attempt, "/cost_micro_cents")
                                            ? ", costs "
                                                    + Wording.exactDollars(
                                                            attempt, "/cost_micro_cents")
                                            : ""));
        }
    }

    /** Nothing where there is nothing to say. */
    private static String part(JsonNode node, String before, String pointer) {
        return Wording.has(node, pointer) ? before + Wording.text(node, pointer) : "";
    }

    private void money() {
        for (var step : task.at("/money")) {
            add(
                    step,
                    "/at",
                    "  %s %s of %s money"
                            .formatted(
                                    Wording.text(step, "/kind"),
                                    Wording.exactDollars(step, "/amount_micro_cents"),
                                    Wording.text(step, "/fund")));
        }
    }

    private void wishes() {
        add(task, "/cancel_requested_at", "  cancel asked for");
        add(task, "/cancel_refused_at", "  cancel refused by the provider");
    }

    private void files() {
        for (var file : task.at("/files")) {
            add(
                    file,
                    "/created_at",
                    "  file %s, %s, %s bytes, kept until %s%s"
                            .formatted(
                                    Wording.text(file, "/kind"),
                                    Wording.text(file, "/media_type"),
                                    Wording.text(file, "/bytes"),
                                    Wording.time(file, "/expires_at"),
                                    Wording.has(file, "/deleted")
                                            ? ", deleted: " + Wording.text(file, "/deleted")
                                            : ""));
        }
    }

    private void deliveries() {
        for (var delivery : task.at("/deliveries")) {
            var what =
                    "  webhook %s %s to %s"
                            .formatted(
                                    Wording.text(delivery, "/id"),
                                    Wording.text(delivery, "/event"),
                                    Wording.text(delivery, "/url"));
            add(delivery, "/created_at", what + ": " + Wording.text(delivery, "/state"));
            for (var attempt : delivery.at("/attempts")) {
                add(
                        attempt,
                        "/at",
                        "  webhook try %s: %s"
                                .formatted(
                                        Wording.text(attempt, "/number"),
                                        Wording.has(attempt, "/status")
                                                ? "answered " + Wording.text(attempt, "/status")
                                                : Wording.text(attempt, "/error")));
            }
        }
    }
}
