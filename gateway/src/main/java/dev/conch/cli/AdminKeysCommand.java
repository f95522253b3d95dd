package dev.conch.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.JsonNode;

import java.io.PrintWriter;

/** {@code conch admin-keys}. */
@Command(
        name = "admin-keys",
        description = "Keys of operators, which may do everything.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class AdminKeysCommand extends Group {
    private static final String PATH = Remote.API + "/admin_keys";

    @Command(
            name = "list",
            description = "All operators' keys, without their secrets.",
            mixinStandardHelpOptions = true)
    int list(@Mixin Remote remote) {
        return remote.run(
                client -> client.get(PATH), (out, answer) -> print(out, answer.at("/admin_keys")));
    }

    @Command(
            name = "create",
            description = "Makes an operator's key and shows it, once.",
            mixinStandardHelpOptions = true)
    int create(
            @Mixin Remote remote,
            @Mixin Repeatable repeatable,
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--expires-at", paramLabel = "TIME") @Nullable String expiresAt) {
        var body = Remote.object().put("name", name);
        if (expiresAt != null) {
            body.put("expires_at", expiresAt);
        }
        return remote.run(
                client -> client.postOnce(PATH, body.toString(), repeatable.key()),
                (out, key) -> {
                    printOne(out, key);
                    out.println(
                            Wording.has(key, "/key")
                                    ? "the key, shown only this once: " + Wording.text(key, "/key")
                                    : "made before, not again: " + Wording.text(key, "/note"));
                });
    }

    @Command(
            name = "revoke",
            description = "Ends an operator's key at once, for good.",
            mixinStandardHelpOptions = true)
    int revoke(@Mixin Remote remote, @Parameters(paramLabel = "ID") String id) {
        return remote.run(
                client -> client.delete(PATH + "/" + Query.encoded(id)),
                AdminKeysCommand::printOne);
    }

    private static void printOne(PrintWriter out, JsonNode key) {
        print(out, Remote.object().putArray("keys").add(key));
    }

    private static void print(PrintWriter out, JsonNode keys) {
        var table = new Table("ID", "NAME", "KEY", "STATE", "CREATED", "LAST USED", "EXPIRES");
        for (var key : keys) {
            table.row(
                    Wording.text(key, "/id"),
                    Wording.text(key, "/name"),
                    Wording.text(key, "/masked"),
                    Wording.text(key, "/state"),
                    Wording.time(key, "/created_at"),
                    Wording.time(key, "/last_used_at"),
                    Wording.time(key, "/expires_at"));
        }
        table.print(out);
    }
}
