package dev.conch.cli;

import dev.conch.config.Config;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code conch demo}: the guide's own example, end to end: a gateway, a key, HTTP, an MP4. */
@Command(
        name = "demo",
        description = {
            "Starts a gateway of its own on a free port, sends the guide's example over HTTP",
            "and saves the video."
        },
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    /** Exactly the body of the guide's curl call. */
    private static final String BODY =
            """
            {
                "model": "hailuo-02-text-to-video-pro",
                "prompt": "A glass marble rolls across a wooden desk, catches the edge, and falls in slow motion. Camera follows the marble. Soft window light, shallow depth of field."
              }""";

    /** The bar counts tenths of a percent. */
    private static final long FINE_STEPS = 1000;

    private static final String PATH = "/api/v1/hailuo/text_to_video";

    private final Function<Config, Server> gateway;
    private final Map<String, String> environment;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(names = "--quick", description = "Renders with few samples: sooner, with more grain.")
    private boolean quick;

    @Option(names = "--output", description = "Where to save (default: marble.mp4).")
    private Path output = Path.of("marble.mp4");

    DemoCommand(Function<Config, Server> gateway, Map<String, String> environment) {
        this.gateway = gateway;
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        System.setProperty("conch.log.format", "text");
        System.setProperty("conch.log.level", "warn");
        var folder = Files.createTempDirectory("conch-demo");
        var cleaner = Thread.ofPlatform().unstarted(() -> delete(folder));
        Runtime.getRuntime().addShutdownHook(cleaner);
        try (var server = gateway.apply(settings(folder))) {
            server.start();
            var key = server.firstKey().orElseThrow();
            var base = URI.create("http://127.0.0.1:" + server.port());
            say(
                    "conch is listening on %s with an account, a key and 100 dollars of its own"
                            .formatted(base));
            try (var client = new ConchClient(base, key)) {
                run(client);
            }
        } finally {
            delete(folder);
        }
        return 0;
    }

    private Config settings(Path folder) {
        var flags = new HashMap<String, String>();
        flags.put("server.host", "127.0.0.1");
        flags.put("server.port", "0");
        flags.put("server.public_url", "");
        flags.put("data.dir", folder.toString());
        flags.put("bootstrap.key", "");
        flags.put("bootstrap.balance_cents", "10000");
        if (quick) {
            flags.put("studio.quality", "draft");
        }
        return Config.load(null, environment, flags);
    }

    private void run(ConchClient client) throws InterruptedException {
        say("POST " + PATH + "\n" + BODY);
        var created = client.post(PATH, BODY);
        say("task %s is %s".formatted(text(created, "/task_id"), text(created, "/status")));
        var task = watch(client, text(created, "/id"));
        if (!text(task, "/status").equals("completed")) {
            throw new CommandFailed("the task failed: " + text(task, "/error"));
        }
        client.download(text(task, "/videos/0/url"), output);
        report(task);
    }

    /** Polls like any client, twice a second, and draws how far it is. */
    private JsonNode watch(ConchClient client, String id) throws InterruptedException {
        var never = new Semaphore(0);
        try (var bar = bar()) {
            while (true) {
                var task = client.get(PATH + "/" + id);
                bar.stepTo(Math.round(task.at("/progress").asDouble() * FINE_STEPS));
                var status = text(task, "/status");
                bar.setExtraMessage(status);
                if (status.equals("completed") || status.equals("failed")) {
                    return task;
                }
                if (never.tryAcquire(500, TimeUnit.MILLISECONDS)) {
                    throw new IllegalStateException("nobody releases this");
                }
            }
        }
    }

    private static ProgressBar bar() {
        return new ProgressBarBuilder()
                .setTaskName("rendering")
                .setInitialMax(FINE_STEPS)
                .setUnit("%", FINE_STEPS / 100)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(500)
                .build();
    }

    private void report(JsonNode task) {
        var video = task.at("/videos/0");
        say(
                "%s: %s, %dx%d, %d frames, %s s at %d fps, %.1f MB, charged %d cents"
                        .formatted(
                                output,
                                text(video, "/codec"),
                                video.at("/width").asInt(),
                                video.at("/height").asInt(),
                                video.at("/frames").asInt(),
                                text(video, "/duration_seconds"),
                                video.at("/fps").asInt(),
                                video.at("/bytes").asLong() / 1e6,
                                task.at("/billing/settlement/charged_amount_cents").asInt()));
        var ignored = task.at("/interpretation/ignored");
        if (!ignored.isEmpty()) {
            say("not depicted: " + ignored);
        }
        say(
                """
                Now run your own: ./conch serve
                It prints a key; then, from another terminal:
                  curl -X POST http://127.0.0.1:8080%s -H "Authorization: Bearer $KEY" \\
                    -H "Content-Type: application/json" -d '{"model": "hailuo-02-text-to-video-standard", "prompt": "A steel ball bounces on a table"}'"""
                        .formatted(PATH));
    }

    private void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }

    private static String text(JsonNode node, String pointer) {
        return node.at(pointer).asString("");
    }

    private static void delete(Path folder) {
        try (var paths = Files.walk(folder)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | java.io.UncheckedIOException _) {
            // A temporary folder: the system clears it in the end.
        }
    }
}
