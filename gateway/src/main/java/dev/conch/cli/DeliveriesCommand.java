package dev.conch.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.JsonNode;

import java.io.PrintWriter;

/** {@code conch webhooks deliveries}. */
@Command(
        name = "deliveries",
        description = "What endpoints and callbacks of an account were sent.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class DeliveriesCommand extends Group {
    private static final String PART = "webhook_deliveries";

    /** Which deliveries to list. */
    static final class Filters {
        @Mixin private Chosen account = new Chosen();

        @Option(names = "--endpoint", paramLabel = "ID", description = "To this endpoint.")
        private @Nullable String endpoint;

        @Option(names = "--task", paramLabel = "ID", description = "Of this task.")
        private @Nullable String task;

        @Option(names = "--state", description = "pending, delivered, failed or canceled.")
        private @Nullable String state;

        @Option(names = "--event", paramLabel = "TYPE", description = "Such as video.completed.")
        private @Nullable String event;

        String path(ConchClient client, PageOptions page) {
            return account.path(client, PART)
                    + page.query()
                            .with("endpoint_id", endpoint)
                            .with("task_id", task)
                            .with("state", state)
                            .with("event_type", event);
        }
    }

    @Command(
            name = "list",
            description = "Deliveries, the newest first.",
            mixinStandardHelpOptions = true)
    int list(@Mixin Remote remote, @Mixin Filters filters, @Mixin PageOptions page) {
        return remote.run(
                client -> client.get(filters.path(client, page)),
                (out, answer) -> {
                    print(out, answer.at("/webhook_deliveries"));
                    PageOptions.printMore(out, answer);
                });
    }

    @Command(
            name = "show",
            description = "A delivery with every attempt, and what is sent.",
            mixinStandardHelpOptions = true)
    int show(
            @Mixin Remote remote, @Mixin Chosen account, @Parameters(paramLabel = "ID") String id) {
        return remote.run(client -> client.get(path(client, account, id)), DeliveryText::print);
    }

    /** One of them, or what was not delivered since a time. */
    static final class Which {
        @Parameters(paramLabel = "ID", description = "This one, delivered or not.")
        private @Nullable String id;

        @ArgGroup(exclusive = false)
        private @Nullable Outage outage;
    }

    /** What an outage kept from being delivered. */
    static final class Outage {
        @Option(
                names = "--since",
                paramLabel = "TIME",
                required = true,
                description =
                        "All that was made then or later, such as at 2026-11-24T00:00:00Z, and is"
                                + " not delivered.")
        private String since = "";

        @Option(
                names = "--endpoint",
                paramLabel = "ID",
                description = "Only to this one (default: to all enabled ones, and callbacks).")
        private @Nullable String endpoint;

        String body() {
            var body = Remote.object().put("since", since);
            if (endpoint != null) {
                body.put("endpoint_id", endpoint);
            }
            return body.toString();
        }
    }

    @Command(
            name = "redeliver",
            description =
                    "Sends again, with the same id and body: one delivery, or all since a time.",
            mixinStandardHelpOptions = true)
    int redeliver(
            @Mixin Remote remote,
            @Mixin Chosen account,
            @ArgGroup(multiplicity = "1") Which which) {
        if (which.outage != null) {
            var body = which.outage.body();
            return remote.run(
                    client -> client.post(account.path(client, PART) + "/redeliver", body),
                    (out, answer) ->
                            out.printf("sent again: %s%n", Wording.text(answer, "/redelivered")));
        }
        var id = String.valueOf(which.id);
        return remote.run(
                client -> client.post(path(client, account, id) + "/redeliver", "{}"),
                DeliveriesCommand::printStarted);
    }

    private static String path(ConchClient client, Chosen account, String id) {
        return account.path(client, PART) + "/" + Query.encoded(id);
    }

    /** One that is sent now, and how to learn what comes of it. */
    static void printStarted(PrintWriter out, JsonNode delivery) {
        print(out, Remote.object().putArray(PART).add(delivery));
        out.println(
                "what comes of it: conch webhooks deliveries show "
                        + Wording.text(delivery, "/id"));
    }

    private static void print(PrintWriter out, JsonNode deliveries) {
        var table =
                new Table(
                        "ID",
                        "STATE",
                        "EVENT",
                        "TASK",
                        "TO",
                        "ATTEMPTS",
                        "LAST ERROR",
                        "CREATED (UTC)",
                        "NEXT ATTEMPT");
        for (var delivery : deliveries) {
            table.row(
                    Wording.text(delivery, "/id"),
                    Wording.text(delivery, "/state"),
                    Wording.text(delivery, "/event_type"),
                    Wording.text(delivery, "/task_id"),
                    Wording.text(delivery, "/url"),
                    Wording.text(delivery, "/attempts"),
                    Wording.text(delivery, "/last_error"),
                    Wording.time(delivery, "/created_at"),
                    Wording.time(delivery, "/next_attempt_at"));
        }
        table.print(out);
    }
}
