package dev.conch.cli;

import dev.conch.config.Config;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code conch serve}: runs a gateway in the foreground until it is told to stop. */
@Command(
        name = "serve",
        description = "Runs the gateway in the foreground. SIGTERM or Ctrl-C stops it.",
        mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    private static final Path DEFAULT_FILE = Path.of("conch.toml");

    private final Function<Config, Server> gateway;
    private final Map<String, String> environment;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(names = "--host", description = "Address to listen on (default: 127.0.0.1).")
    private @Nullable String host;

    @Option(
            names = "--port",
            description = "Port to listen on; 0 picks a free one (default: 8080).")
    private @Nullable String port;

    @Option(names = "--data", description = "Folder of all that is kept (default: ./conch-data).")
    private @Nullable String data;

    @Option(names = "--config", description = "Settings file (default: conch.toml, if there).")
    private @Nullable Path config;

    ServeCommand(Function<Config, Server> gateway, Map<String, String> environment) {
        this.gateway = gateway;
        this.environment = environment;
    }

    @Override
    public Integer call() throws InterruptedException {
        var settings = Config.load(file(), environment, flags());
        logAs(settings);
        var stopped = new CountDownLatch(1);
        var server = gateway.apply(settings);
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform().name("stop").unstarted(() -> stop(server, stopped)));
        server.start();
        var out = spec.commandLine().getOut();
        if (settings.bootstrap().key().isEmpty()) {
            server.firstKey()
                    .ifPresent(
                            key ->
                                    out.println(
                                            "conch made account \"%s\" with %d cents. Its API key, shown only this once: %s"
                                                    .formatted(
                                                            settings.bootstrap().accountName(),
                                                            settings.bootstrap().balanceCents(),
                                                            key.reveal())));
        }
        out.println(
                "conch is listening on http://%s:%d"
                        .formatted(bracketed(settings.server().host()), server.port()));
        out.flush();
        stopped.await();
        return 0;
    }

    private static void stop(Server server, CountDownLatch stopped) {
        server.close();
        stopped.countDown();
    }

    private @Nullable Path file() {
        if (config != null) {
            return config;
        }
        return Files.exists(DEFAULT_FILE) ? DEFAULT_FILE : null;
    }

    private Map<String, String> flags() {
        var flags = new HashMap<String, String>();
        put(flags, "server.host", host);
        put(flags, "server.port", port);
        put(flags, "data.dir", data);
        return flags;
    }

    private static void put(Map<String, String> flags, String key, @Nullable String value) {
        if (value != null) {
            flags.put(key, value);
        }
    }

    /** Logback reads these when the first logger is asked for, which is after this. */
    private static void logAs(Config settings) {
        System.setProperty(
                "conch.log.format", settings.log().format().name().toLowerCase(Locale.ROOT));
        System.setProperty(
                "conch.log.level", settings.log().level().name().toLowerCase(Locale.ROOT));
    }

    private static String bracketed(String host) {
        return host.contains(":") ? "[" + host + "]" : host;
    }
}
