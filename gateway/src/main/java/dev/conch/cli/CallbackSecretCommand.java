package dev.conch.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.JsonNode;

import java.io.PrintWriter;

/** {@code conch webhooks callback-secret}. */
@Command(
        name = "callback-secret",
        description = "What signs the callbacks of the tasks that an API key made.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class CallbackSecretCommand extends Group {
    @Command(
            name = "show",
            description = "Shows the secret; the audit log knows who saw it.",
            mixinStandardHelpOptions = true)
    int show(
            @Mixin Remote remote,
            @Mixin Chosen account,
            @Parameters(paramLabel = "KEY") String key) {
        return remote.run(
                client -> client.get(path(client, account, key)), CallbackSecretCommand::print);
    }

    @Command(
            name = "rotate",
            description =
                    "Makes a new secret and shows it. The old one signs beside it for a while.",
            mixinStandardHelpOptions = true)
    int rotate(
            @Mixin Remote remote,
            @Mixin Chosen account,
            @Parameters(paramLabel = "KEY") String key,
            @Mixin Overlap overlap) {
        return remote.run(
                client -> client.post(path(client, account, key) + "/rotate", overlap.body()),
                (out, secret) -> {
                    print(out, secret);
                    overlap.print(out);
                });
    }

    private static String path(ConchClient client, Chosen account, String key) {
        return account.path(client, "keys") + "/" + Query.encoded(key) + "/callback_secret";
    }

    private static void print(PrintWriter out, JsonNode secret) {
        out.printf(
                "callbacks of %s are signed with %s%n",
                Wording.text(secret, "/key_id"), Wording.text(secret, "/secret"));
    }
}
