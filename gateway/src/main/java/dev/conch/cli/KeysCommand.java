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

/** {@code conch keys}. */
@Command(
        name = "keys",
        description = "API keys of an account's projects.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class KeysCommand extends Group {
    private static final String PART = "keys";

    /** What a key may do. */
    static final class Rights {
        @Option(
                names = "--scope",
                paramLabel = "SCOPE",
                description =
                        "What it may do: video:create, video:read, chat, files, account:read, admin;"
                                + " repeatable (default: all but admin).")
        private List<String> scopes = List.of();

        @Option(names = "--priority", description = "low, normal or high.")
        private @Nullable String priority;

        @Option(
                names = "--expires-at",
                paramLabel = "TIME",
                description = "Such as 2027-01-31T00:00:00Z; 'never' takes an end away.")
        private @Nullable String expiresAt;

        void into(ObjectNode body) {
            if (!scopes.isEmpty()) {
                scopes.forEach(body.putArray("scopes")::add);
            }
            if (priority != null) {
                body.put("priority", priority);
            }
            if (expiresAt != null) {
                body.put("expires_at", expiresAt.equals("never") ? null : expiresAt);
            }
        }
    }

    @Command(
            name = "list",
            description = "All keys, without their secrets.",
            mixinStandardHelpOptions = true)
    int list(@Mixin Remote remote, @Mixin Chosen account) {
        return remote.run(
                client -> client.get(account.path(client, PART)),
                (out, answer) -> print(out, answer.at("/keys")));
    }

    /** Where a new key belongs. */
    static final class Place {
        @Mixin private Chosen account = new Chosen();

        @Option(
                names = "--project",
                paramLabel = "ID",
                description = "Its project (default: the only one there is).")
        private @Nullable Long project;
    }

    @Command(
            name = "create",
            description = "Makes a key and shows it, once.",
            mixinStandardHelpOptions = true)
    int create(
            @Mixin Remote remote,
            @Mixin Place place,
            @Mixin Repeatable repeatable,
            @Parameters(paramLabel = "NAME") String name,
            @Mixin Rights rights,
            @Mixin LimitOptions limits) {
        var body = Remote.object().put("name", name);
        if (place.project != null) {
            body.put("project_id", place.project);
        }
        rights.into(body);
        limits.into(body);
        return remote.run(
                client ->
                        client.postOnce(
                                place.account.path(client, PART),
                                body.toString(),
                                repeatable.key()),
                KeysCommand::printIssued);
    }

    @Command(
            name = "update",
            description = "Changes a key; takes effect at once.",
            mixinStandardHelpOptions = true)
    int update(
            @Mixin Remote remote,
            @Mixin Chosen account,
            @Parameters(paramLabel = "ID") String id,
            @Option(names = "--name") @Nullable String name,
            @Mixin Rights rights,
            @Mixin LimitOptions limits) {
        var body = Remote.object();
        if (name != null) {
            body.put("name", name);
        }
        rights.into(body);
        limits.into(body);
        return remote.run(
                client -> client.patch(path(client, account, id), body.toString()),
                KeysCommand::printOne);
    }

    @Command(
            name = "rotate",
            description = {
                "Gives a key a new secret and shows it, once. The old secret works on for a while.",
                "Its id, limits and budgets stay."
            },
            mixinStandardHelpOptions = true)
    int rotate(
            @Mixin Remote remote,
            @Mixin Chosen account,
            @Mixin Repeatable repeatable,
            @Parameters(paramLabel = "ID") String id,
            @Option(
                            names = "--overlap-hours",
                            paramLabel = "N",
                            description = "How long the old secret works (default: 24).")
                    @Nullable Integer hours) {
        var body = Remote.object();
        if (hours != null) {
            body.put("overlap_hours", hours);
        }
        return remote.run(
                client ->
                        client.postOnce(
                                path(client, account, id) + "/rotate",
                                body.toString(),
                                repeatable.key()),
                KeysCommand::printIssued);
    }

    @Command(
            name = "revoke",
            description = "Ends a key at once, for good.",
            mixinStandardHelpOptions = true)
    int revoke(
            @Mixin Remote remote, @Mixin Chosen account, @Parameters(paramLabel = "ID") String id) {
        return remote.run(
                client -> client.delete(path(client, account, id)), KeysCommand::printOne);
    }

    private static String path(ConchClient client, Chosen account, String id) {
        return account.path(client, PART) + "/" + Query.encoded(id);
    }

    private static void printIssued(PrintWriter out, JsonNode key) {
        printOne(out, key);
        if (Wording.has(key, "/key")) {
            out.println("the key, shown only this once: " + Wording.text(key, "/key"));
        } else {
            out.println("made before, not again: " + Wording.text(key, "/note"));
        }
    }

    private static void printOne(PrintWriter out, JsonNode key) {
        print(out, Remote.object().putArray(PART).add(key));
        for (var former : key.at("/former_secrets")) {
            out.printf(
                    "its former secret %s works until %s%n",
                    Wording.text(former, "/masked"), Wording.time(former, "/works_until"));
        }
    }

    private static void print(PrintWriter out, JsonNode keys) {
        var table =
                new Table(
                        "ID",
                        "NAME",
                        "KEY",
                        "PROJECT",
                        "STATE",
                        "PRIORITY",
                        "SCOPES",
                        "LIMITS",
                        "LAST USED",
                        "EXPIRES");
        for (var key : keys) {
            table.row(
                    Wording.text(key, "/id"),
                    Wording.text(key, "/name"),
                    Wording.text(key, "/masked"),
                    Wording.text(key, "/project_id"),
                    Wording.text(key, "/state"),
                    Wording.text(key, "/priority"),
                    Wording.list(key.at("/scopes")),
                    Wording.limits(key.at("/limits")),
                    Wording.time(key, "/last_used_at"),
                    Wording.time(key, "/expires_at"));
        }
        table.print(out);
    }
}
