package dev.conch.testing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code conch serve} as a process of its own, on a free port, with few samples. */
public final class ConchProcess implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Process process;
    private final List<String> printed = new ArrayList<>();
    private final URI base;
    private final HttpClient http = HttpClient.newHttpClient();

    private ConchProcess(Process process) throws IOException {
        this.process = process;
        var reader = process.inputReader(StandardCharsets.UTF_8);
        String line = reader.readLine();
        while (line != null && !line.startsWith("conch is listening on ")) {
            printed.add(line);
            line = reader.readLine();
        }
        if (line == null) {
            throw new IOException("conch ended: " + printed);
        }
        base = URI.create(line.substring("conch is listening on ".length()));
    }

    public static ConchProcess start(Path folder) throws IOException {
        var builder = builder(folder, List.of("serve", "--port", "0"));
        builder.environment().put("CONCH_BOOTSTRAP_KEY", TestGateway.KEY);
        return new ConchProcess(builder.start());
    }

    public static ConchProcess startWithoutKey(Path folder) throws IOException {
        return new ConchProcess(builder(folder, List.of("serve", "--port", "0")).start());
    }

    /** What a command that ends by itself printed, on both streams, and its exit code. */
    public record Ended(int exitCode, String output) {}

    public static Ended run(Path folder, String... arguments) throws Exception {
        var started = builder(folder, List.of(arguments)).redirectErrorStream(true).start();
        var output = new String(started.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(started.waitFor(), output);
    }

    private static ProcessBuilder builder(Path folder, List<String> arguments) {
        var command = new ArrayList<String>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Xmx400m", "-cp"));
        command.add(System.getProperty("java.class.path"));
        command.add("dev.conch.Main");
        command.addAll(arguments);
        var builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.redirectError(folder.resolve("log").toFile());
        builder.environment().put("CONCH_STUDIO_QUALITY", "draft");
        builder.environment().put("CONCH_DATA_DIR", folder.resolve("data").toString());
        return builder;
    }

    public Process process() {
        return process;
    }

    /** The key that was printed before the server listened; empty if none was. */
    public String shownKey() {
        return printed.stream()
                .filter(line -> line.contains("conch_"))
                .map(line -> line.substring(line.indexOf("conch_")))
                .findFirst()
                .orElse("");
    }

    public String create(String path, String body) throws Exception {
        var request =
                HttpRequest.newBuilder(base.resolve(path))
                        .header("Authorization", "Bearer " + TestGateway.KEY)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build();
        var answer = http.send(request, BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new AssertionError(answer.body());
        }
        return JSON.readTree(answer.body()).at("/id").asString();
    }

    public JsonNode get(String path) throws Exception {
        return get(path, TestGateway.KEY);
    }

    public JsonNode get(String path, String key) throws Exception {
        var request =
                HttpRequest.newBuilder(base.resolve(path))
                        .header("Authorization", "Bearer " + key)
                        .build();
        return JSON.readTree(http.send(request, BodyHandlers.ofString()).body());
    }

    public JsonNode await(String id, Predicate<JsonNode> done) throws Exception {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            var task = get("/api/v1/tasks/" + id);
            if (done.test(task)) {
                return task;
            }
            if (System.nanoTime() > deadline || task.at("/status").asString().equals("failed")) {
                throw new AssertionError("gave up at " + task);
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    public Path download(String url, Path target) throws Exception {
        return http.send(
                        HttpRequest.newBuilder(URI.create(url)).build(),
                        BodyHandlers.ofFile(target))
                .body();
    }

    /** As the kernel does it when memory runs out: no farewell. */
    public void killNow() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        http.shutdownNow();
        process.destroy();
        try {
            if (process.waitFor(15, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        throw new AssertionError("conch did not stop");
    }
}
