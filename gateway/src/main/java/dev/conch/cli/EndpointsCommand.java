package dev.conch.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** {@code conch webhooks endpoints}. */
@Command(
        name = "endpoints",
        description = "Servers that are told of an account's tasks.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class EndpointsCommand extends Group {
    private static final String PART = "webhook_endpoints";

    @Command(
            name = "list",
            description = "All endpoints, without their secrets.",
            mixinStandardHelpOptions = true)
    int list(@Mixin Remote remote, @Mixin Chosen account) {
        return remote.run(
                client -> client.get(account.path(client, PART)),
                (out, answer) -> print(out, answer.at("/webhook_endpoints")));
    }

    @Command(
            name = "show",
            description = "An endpoint, without its secret.",
            mixinStandardHelpOptions = true)
    int show(
            @Mixin Remote remote, @Mixin Chosen account, @Parameters(paramLabel = "ID") String id) {
        return remote.run(
                client -> client.get(path(client, account, id)), EndpointsCommand::printOne);
    }

    /** What an endpoint is told. */
    static final class Wishes {
        @Option(
                names = "--event",
                paramLabel = "TYPE",
                description =
                        "What it is told of: video.queued, video.in_progress, video.completed,"
                                + " video.failed, video.cancelled, video.expired; repeatable"
                                + " (default: the three ends of a task).")
        private List<String> events = List.of();

        @Option(names = "--description", paramLabel = "TEXT", description = "A note for people.")
        private @Nullable String description;

        void into(ObjectNode body) {
            if (!events.isEmpty()) {
                events.forEach(body.putArray("events")::add);
            }
            if (description != null) {
                body.put("description", description);
            }
        }
    }

    /** How messages are signed. */
    enum Kind {
        HMAC,
        ED25519
    }

    /** Where a new endpoint belongs, and what it is. */
    static final class Place {
        @Mixin private Chosen account = new Chosen();

        @Option(
                names = "--project",
                paramLabel = "ID",
                description = "Only of this project's tasks (default: of all the account's).")
        private @Nullable Long project;

        @Option(
                names = "--kind",
                description =
                        "How it is signed: hmac with a shared secret, ed25519 for whoever has the"
                                + " public key (default: hmac).")
        private @Nullable Kind kind;

        void into(ObjectNode body) {
            if (project != null) {
                body.put("project_id", project);
            }
            if (kind != null) {
                body.put("kind", kind.name().toLowerCase(Locale.ROOT));
            }
        }
    }

    @Command(
            name = "create",
            description = "Makes an endpoint and shows its secret, once.",
            mixinStandardHelpOptions = true)
    int create(
            @Mixin Remote remote,
            @Mixin Place place,
            @Mixin Repeatable repeatable,
            @Parameters(paramLabel = "URL") String url,
            @Mixin Wishes wishes) {
        var body = Remote.object().put("url", url);
        place.into(body);
        wishes.into(body);
        return remote.run(
                client ->
                        client.postOnce(
                                place.account.path(client, PART),
                                body.toString(),
                                repeatable.key()),
                EndpointsCommand::printIssued);
    }

    @Command(
            name = "update",
            description = "Changes an endpoint. A new URL also gets what waits for the old one.",
            mixinStandardHelpOptions = true)
    int update(
            @Mixin Remote remote,
            @Mixin Chosen account,
            @Parameters(paramLabel = "ID") String id,
            @Option(names = "--to", paramLabel = "URL", description = "Where it is from now on.")
                    @Nullable String url,
            @Mixin Wishes wishes) {
        var body = Remote.object();
        if (url != null) {
            body.put("url", url);
        }
        wishes.into(body);
        return remote.run(
                client -> client.patch(path(client, account, id), body.toString()),
                EndpointsCommand::printOne);
    }

    @Command(
            name = "enable",
            description = {
                "Tells an endpoint again of what happens from now on.",
                "What was not delivered before: conch webhooks deliveries redeliver --since ..."
            },
            mixinStandardHelpOptions = true)
    int enable(
            @Mixin Remote remote, @Mixin Chosen account, @Parameters(paramLabel = "ID") String id) {
        return enabled(remote, account, id, true);
    }

    @Command(
            name = "disable",
            description = "Tells an endpoint nothing more; what waits for it is canceled.",
            mixinStandardHelpOptions = true)
    int disable(
            @Mixin Remote remote, @Mixin Chosen account, @Parameters(paramLabel = "ID") String id) {
        return enabled(remote, account, id, false);
    }

    private static int enabled(Remote remote, Chosen account, String id, boolean enabled) {
        var body = Remote.object().put("enabled", enabled);
        return remote.run(
                client -> client.patch(path(client, account, id), body.toString()),
                EndpointsCommand::printOne);
    }

    @Command(
            name = "remove",
            description = "Takes an endpoint away, with its secret; what it was sent stays known.",
            mixinStandardHelpOptions = true)
    int remove(
            @Mixin Remote remote, @Mixin Chosen account, @Parameters(paramLabel = "ID") String id) {
        return remote.run(
                client -> client.delete(path(client, account, id)),
                (out, answer) -> out.printf("removed endpoint %s%n", Wording.text(answer, "/id")));
    }

    @Command(
            name = "rotate",
            description = {
                "Gives an endpoint a new secret and shows it, once.",
                "The old one signs beside it for a while, so that the receiver can change over."
            },
            mixinStandardHelpOptions = true)
    int rotate(
            @Mixin Remote remote,
            @Mixin Chosen account,
            @Parameters(paramLabel = "ID") String id,
            @Mixin Overlap overlap) {
        return remote.run(
                client -> client.post(path(client, account, id) + "/rotate_secret", overlap.body()),
                (out, endpoint) -> {
                    printIssued(out, endpoint);
                    overlap.print(out);
                });
    }

    @Command(
            name = "test",
            description = "Sends an endpoint a webhook.test, whatever it wants to be told of.",
            mixinStandardHelpOptions = true)
    int test(
            @Mixin Remote remote, @Mixin Chosen account, @Parameters(paramLabel = "ID") String id) {
        return remote.run(
                client -> client.post(path(client, account, id) + "/test", "{}"),
                DeliveriesCommand::printStarted);
    }

    private static String path(ConchClient client, Chosen account, String id) {
        return account.path(client, PART) + "/" + Query.encoded(id);
    }

    private static void printIssued(PrintWriter out, JsonNode endpoint) {
        printOne(out, endpoint);
        if (!Wording.has(endpoint, "/secret")) {
            out.println("made before, not again: " + Wording.text(endpoint, "/note"));
            return;
        }
        var secret = Wording.text(endpoint, "/secret");
        out.printf(
                "%s, shown only this once: %s%n",
                secret.startsWith("whpk_") ? "its public key" : "its secret", secret);
    }

    private static void printOne(PrintWriter out, JsonNode endpoint) {
        print(out, Remote.object().putArray(PART).add(endpoint));
    }

    private static void print(PrintWriter out, JsonNode endpoints) {
        var table =
                new Table(
                        "ID",
                        "STATE",
                        "SINCE (UTC)",
                        "EVENTS",
                        "PROJECT",
                        "URL",
                        "DESCRIPTION",
                        "WHY");
        for (var endpoint : endpoints) {
            var state = state(endpoint);
            table.row(
                    Wording.text(endpoint, "/id"),
                    state.name(),
                    Wording.time(endpoint, state.since()),
                    Wording.list(endpoint.at("/events")),
                    Wording.text(endpoint, "/project_id"),
                    Wording.text(endpoint, "/url"),
                    Wording.text(endpoint, "/description"),
                    Wording.text(endpoint, "/disabled_reason"));
        }
        table.print(out);
    }

    /** How an endpoint is, and where it stands since when. */
    private record State(String name, String since) {}

    private static State state(JsonNode endpoint) {
        if (!endpoint.at("/enabled").asBoolean()) {
            return new State("disabled", "/disabled_at");
        }
        return Wording.has(endpoint, "/failing_since")
                ? new State("failing", "/failing_since")
                : new State("enabled", "/created_at");
    }
}
