package dev.conch.cli;

import dev.conch.base.Secret;
import dev.conch.config.Config;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** The options of every command that administers a gateway, and how it reaches that gateway. */
final class Remote {
    static final String API = "/api/admin/v1";
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Path DEFAULT_FILE = Path.of("conch.toml");

    private final Map<String, String> environment;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--url",
            description =
                    "Where the gateway is (default: CONCH_URL, else this machine and the port of"
                            + " the settings).")
    private @Nullable String url;

    @Option(
            names = "--admin-key",
            description =
                    "An operator's key (default: CONCH_ADMIN_KEY, else the file admin.key in the"
                            + " data folder).")
    private @Nullable String adminKey;

    @Option(names = "--json", description = "Prints the gateway's answer as it is.")
    private boolean json;

    @Option(names = "--data", description = "The gateway's data folder (default: of the settings).")
    private @Nullable String data;

    @Option(names = "--config", description = "Settings file (default: conch.toml, if there).")
    private @Nullable Path config;

    Remote(Map<String, String> environment) {
        this.environment = environment;
    }

    /** A key and where it was found, for when it is the wrong one. */
    private record Found(Secret key, String place) {}

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /**
     * Asks the gateway and prints what it answers, as {@code show} does or as JSON.
     *
     * @return the exit code of success
     */
    int run(Function<ConchClient, JsonNode> ask, BiConsumer<PrintWriter, JsonNode> show) {
        print(answer(ask), show);
        return 0;
    }

    /** Prints an answer of many lines, as they come. */
    int printLines(String path) {
        var out = spec.commandLine().getOut();
        answer(
                client -> {
                    client.lines(path, out::println);
                    return object();
                });
        out.flush();
        return 0;
    }

    JsonNode answer(Function<ConchClient, JsonNode> ask) {
        var settings = new Settings();
        var key = key(settings);
        try (var client = new ConchClient(base(settings), key.key())) {
            return ask.apply(client);
        } catch (CommandFailed refused) {
            if (refused.status() == 401) {
                throw new CommandFailed(
                        refused.getMessage() + " (the key comes from " + key.place() + ")");
            }
            throw refused;
        }
    }

    void print(JsonNode answer, BiConsumer<PrintWriter, JsonNode> show) {
        var out = spec.commandLine().getOut();
        if (json) {
            out.println(answer);
        } else {
            show.accept(out, answer);
        }
        out.flush();
    }

    private URI base(Settings settings) {
        var text =
                Optional.ofNullable(url)
                        .or(() -> set("CONCH_URL"))
                        .orElseGet(
                                () -> {
                                    var server = settings.get().server();
                                    return "http://%s:%d"
                                            .formatted(reachable(server.host()), server.port());
                                });
        try {
            var uri = URI.create(text);
            if (uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException _) {
            // told below
        }
        throw new CommandFailed(text + " is not a URL such as http://127.0.0.1:8080");
    }

    /** An address that means all of this machine's is reached by one of them. */
    private static String reachable(String host) {
        return switch (host) {
            case "0.0.0.0", "::" -> "127.0.0.1";
            default -> host.contains(":") ? "[" + host + "]" : host;
        };
    }

    private Found key(Settings settings) {
        if (adminKey != null) {
            return new Found(new Secret(adminKey), "--admin-key");
        }
        var variable = set("CONCH_ADMIN_KEY");
        if (variable.isPresent()) {
            return new Found(new Secret(variable.get()), "CONCH_ADMIN_KEY");
        }
        var file = settings.get().data().dir().resolve(Config.ADMIN_KEY_FILE);
        if (Files.exists(file)) {
            return new Found(read(file), file.toString());
        }
        var chosen = settings.get().bootstrap().adminKey();
        if (!chosen.isEmpty()) {
            return new Found(new Secret(chosen), "the setting bootstrap.admin_key");
        }
        throw new CommandFailed(
                "there is no operator's key: say --admin-key, set CONCH_ADMIN_KEY, or run this where"
                        + " the gateway has its data folder (no %s here)".formatted(file));
    }

    private static Secret read(Path file) {
        try {
            return new Secret(Files.readString(file).strip());
        } catch (IOException e) {
            throw new CommandFailed("cannot read " + file + ": " + e.getMessage());
        }
    }

    private Optional<String> set(String variable) {
        return Optional.ofNullable(environment.get(variable)).filter(text -> !text.isBlank());
    }

    /** Read only if something is not said otherwise: they may be another machine's. */
    private final class Settings {
        private @Nullable Config loaded;

        Config get() {
            if (loaded == null) {
                var flags = new HashMap<String, String>();
                if (data != null) {
                    flags.put("data.dir", data);
                }
                loaded = Config.load(file(), environment, flags);
            }
            return loaded;
        }

        private @Nullable Path file() {
            if (config != null) {
                return config;
            }
            return Files.exists(DEFAULT_FILE) ? DEFAULT_FILE : null;
        }
    }
}
