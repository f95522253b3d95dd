package dev.conch.cli;

import tools.jackson.databind.JsonNode;

import java.io.PrintWriter;

/** A delivery as text: what and to whom above, a time line of its attempts, what is sent below. */
final class DeliveryText {
    private DeliveryText() {}

    static void print(PrintWriter out, JsonNode delivery) {
        line(out, "delivery", text(delivery, "/id") + "  " + text(delivery, "/state"));
        line(
                out,
                "of",
                text(delivery, "/event_type")
                        + (Wording.has(delivery, "/task_id")
                                ? ", task " + text(delivery, "/task_id")
                                : ""));
        line(
                out,
                "to",
                text(delivery, "/url")
                        + (Wording.has(delivery, "/endpoint_id")
                                ? ", endpoint " + text(delivery, "/endpoint_id")
                                : ", callback"));
        if (Wording.has(delivery, "/next_attempt_at")) {
            line(out, "next try", Wording.time(delivery, "/next_attempt_at"));
        }
        if (Wording.has(delivery, "/last_error")) {
            line(out, "error", text(delivery, "/last_error"));
        }
        out.println();
        timeLine(out, delivery);
        if (Wording.has(delivery, "/body")) {
            out.println();
            out.println(text(delivery, "/body"));
        }
    }

    private static void timeLine(PrintWriter out, JsonNode delivery) {
        moment(out, delivery, "/created_at", "created");
        for (var attempt : delivery.at("/attempts")) {
            moment(
                    out,
                    attempt,
                    "/at",
                    "  try %s: %s, after %s ms"
                            .formatted(
                                    text(attempt, "/number"),
                                    Wording.has(attempt, "/error")
                                            ? text(attempt, "/error")
                                            : "accepted with HTTP " + text(attempt, "/status"),
                                    text(attempt, "/milliseconds")));
        }
        if (Wording.has(delivery, "/ended_at")) {
            moment(out, delivery, "/ended_at", text(delivery, "/state"));
        }
    }

    private static void moment(PrintWriter out, JsonNode node, String pointer, String what) {
        out.printf("%s  %s%n", text(node, pointer).replace('T', ' ').replace("Z", ""), what);
    }

    private static void line(PrintWriter out, String label, String value) {
        out.printf("%-8s  %s%n", label, value);
    }

    private static String text(JsonNode node, String pointer) {
        return Wording.text(node, pointer);
    }
}
