package dev.conch.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** {@code conch providers}. */
@Command(
        name = "providers",
        description = "Who makes the videos, and how they are.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class ProvidersCommand extends Group {
    private static final String PATH = Remote.API + "/providers";
    private static final int LONGEST_KEY = 8192;

    private final InputStream in;

    /**
     * The command.
     *
     * @param in where keys are read from
     */
    ProvidersCommand(InputStream in) {
        this.in = in;
    }

    @Command(
            name = "list",
            description = "All that are configured: what they have to do, and whether they rest.",
            mixinStandardHelpOptions = true)
    int list(@Mixin Remote remote) {
        return remote.run(
                client -> client.get(PATH), (out, answer) -> print(out, answer.at("/providers")));
    }

    @Command(
            name = "test",
            description = {
                "Makes the cheapest call to a provider that starts nothing, and explains what is wrong.",
                "Ends with 1 when it is not well."
            },
            mixinStandardHelpOptions = true)
    int test(@Mixin Remote remote, @Parameters(paramLabel = "NAME") String name) {
        var answer = remote.answer(client -> client.post(path(name) + "/test", "{}"));
        boolean well = answer.at("/well").asBoolean();
        remote.print(
                answer,
                (out, checkup) ->
                        out.printf(
                                "%s: %s%n",
                                well ? "well" : "NOT WELL", Wording.text(checkup, "/finding")));
        return well ? 0 : 1;
    }

    @Command(
            name = "wake",
            description =
                    "Ends a provider's rest, once what ailed it is put right: new tasks go there"
                            + " again, from every node.",
            mixinStandardHelpOptions = true)
    int wake(@Mixin Remote remote, @Parameters(paramLabel = "NAME") String name) {
        return remote.run(
                client -> client.post(path(name) + "/wake", "{}"),
                (out, provider) -> print(out, Remote.object().putArray("all").add(provider)));
    }

    @Command(
            name = "seal",
            description = {
                "Reads a provider's key from standard input and prints what to write into"
                        + " upstreams.toml instead of it: key = \"sealed:...\".",
                "Only gateways with the same server key can open that, and only for this NAME.",
                "Such as: conch providers seal minimax-eu < key.txt"
            },
            mixinStandardHelpOptions = true)
    int seal(@Mixin Remote remote, @Parameters(paramLabel = "NAME") String name) {
        var body = Remote.object().put("name", name).put("key", key());
        return remote.run(
                client -> client.post(PATH + "/seal", body.toString()),
                (out, answer) -> out.println(Wording.text(answer, "/sealed")));
    }

    /** Never an argument: those are seen by every process, and kept by shells. */
    private String key() {
        try {
            var key = new String(in.readNBytes(LONGEST_KEY + 1), StandardCharsets.UTF_8).strip();
            if (key.isEmpty() || key.length() > LONGEST_KEY) {
                throw new CommandFailed(
                        "standard input must be the provider's key, and nothing else");
            }
            return key;
        } catch (IOException e) {
            throw new CommandFailed("cannot read standard input: " + e.getMessage());
        }
    }

    private static String path(String name) {
        return PATH + "/" + Query.encoded(name);
    }

    private static void print(PrintWriter out, JsonNode providers) {
        var table =
                new Table(
                        "NAME",
                        "STATE",
                        "IN FLIGHT",
                        "OF",
                        "A MINUTE",
                        "ROUTES",
                        "FAILURES",
                        "RESTS UNTIL (UTC)",
                        "TROUBLE");
        for (var provider : providers) {
            table.row(
                    Wording.text(provider, "/name"),
                    state(provider),
                    Wording.text(provider, "/tasks_in_flight"),
                    Wording.text(provider, "/most_tasks_in_flight"),
                    rate(provider),
                    Wording.list(provider.at("/routes")),
                    Wording.text(provider, "/failures"),
                    Wording.time(provider, "/resting_until"),
                    trouble(provider));
        }
        table.print(out);
    }

    private static String state(JsonNode provider) {
        if (provider.at("/resting").asBoolean()) {
            return "rests";
        }
        return provider.at("/failures").asInt() == 0 ? "well" : "ailing";
    }

    private static String rate(JsonNode provider) {
        var most = Wording.text(provider, "/submits_per_minute");
        return most.equals("0") ? "-" : most;
    }

    private static String trouble(JsonNode provider) {
        return Wording.has(provider, "/trouble")
                ? Wording.text(provider, "/trouble") + ": " + Wording.text(provider, "/reason")
                : "-";
    }
}
