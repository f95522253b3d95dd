package dev.conch.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import tools.jackson.databind.JsonNode;

import java.io.PrintWriter;
import java.util.Locale;

/** {@code conch report}. */
@Command(
        name = "report",
        description = "Sums over many tasks.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class ReportCommand extends Group {
    /** What the lines are about. */
    enum By {
        MODEL("/model"),
        PROVIDER("/provider"),
        ACCOUNT("/account_id");

        private final String pointer;

        By(String pointer) {
            this.pointer = pointer;
        }
    }

    @Command(
            name = "costs",
            description =
                    "What completed videos brought, what providers charge for them, and how often"
                            + " providers refused to take one.",
            mixinStandardHelpOptions = true)
    int costs(
            @Mixin Remote remote,
            @Option(
                            names = "--since",
                            paramLabel = "TIME",
                            description = "Completed then or later, such as 2026-11-01T00:00:00Z.")
                    @Nullable String since,
            @Option(names = "--until", paramLabel = "TIME", description = "Completed before.")
                    @Nullable String until,
            @Option(
                            names = "--by",
                            defaultValue = "model",
                            description =
                                    "A line for each model, provider or account (default:"
                                            + " ${DEFAULT-VALUE}).")
                    By by) {
        var query =
                new Query()
                        .with("since", since)
                        .with("until", until)
                        .with("by", by.name().toLowerCase(Locale.ROOT));
        return remote.run(
                client -> client.get(Remote.API + "/reports/costs" + query),
                (out, report) -> print(out, report, by));
    }

    private static void print(PrintWriter out, JsonNode report, By by) {
        var table = new Table(by.name(), "TASKS", "PRICE", "COST", "MARGIN", "COST UNKNOWN");
        for (var line : report.at("/lines")) {
            row(table, Wording.text(line, by.pointer), line);
        }
        if (report.at("/lines").size() > 1) {
            row(table, "total", report.at("/total"));
        }
        table.print(out);
        if (report.at("/total/tasks_of_unknown_cost").asLong() > 0) {
            out.println("the margin is of the tasks whose cost is known");
        }
        if (!report.at("/refused_submits").isEmpty()) {
            out.println();
            var refused = new Table("REFUSED BY", "TROUBLE", "SUBMITS");
            for (var line : report.at("/refused_submits")) {
                refused.row(
                        Wording.text(line, "/provider"),
                        Wording.text(line, "/trouble"),
                        Wording.text(line, "/submits"));
            }
            refused.print(out);
        }
    }

    private static void row(Table table, String name, JsonNode line) {
        table.row(
                name,
                Wording.text(line, "/tasks"),
                Wording.exactDollars(line, "/price_micro_cents"),
                Wording.exactDollars(line, "/cost_micro_cents"),
                Wording.exactDollars(line, "/margin_micro_cents"),
                Wording.text(line, "/tasks_of_unknown_cost"));
    }
}
