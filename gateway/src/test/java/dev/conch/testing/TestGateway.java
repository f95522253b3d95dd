package dev.conch.testing;

import dev.conch.Gateway;
import dev.conch.base.Bell;
import dev.conch.base.Pause;
import dev.conch.config.Config;
import dev.conch.db.Dialect;
import dev.conch.provider.VideoProvider;
import dev.conch.provider.http.Inspector;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A whole gateway on a free port: real HTTP, real SQL, real files; a scripted provider and a clock
 * moved by hand.
 */
public final class TestGateway implements AutoCloseable {
    public static final String KEY = "conch_test_key_that_is_long_enough_to_be_masked";
    public static final String ADMIN_KEY = "conch_admin_test_key_that_is_long_enough_to_be_masked";
    public static final String MARBLE =
            """
            {"model": "hailuo-02-text-to-video-pro", "prompt": "A glass marble rolls across a wooden desk."}""";
    public static final String TEXT_TO_VIDEO = "/api/v1/hailuo/text_to_video";
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    public final SettableClock clock;
    public final ScriptedProvider provider;

    /** What the disk says it has room for. */
    public volatile long freeBytes = Long.MAX_VALUE;

    private final Gateway gateway;
    private final HttpClient http = HttpClient.newHttpClient();

    private final Map<String, String> settings;
    private boolean closed;

    /**
     * Where a gateway runs.
     *
     * @param pause how waits pass
     * @param look how the worker waits for something to start
     * @param inspector looks at the videos of configured providers
     */
    public record Surroundings(
            SettableClock clock, Pause pause, Pause look, Supplier<Inspector> inspector) {
        static Surroundings usual() {
            return new Surroundings(
                    new SettableClock(), TestGateway::moment, Bell::await, Inspector::inProcesses);
        }
    }

    private TestGateway(
            Path folder,
            long balanceCents,
            Map<String, String> settings,
            Surroundings surroundings) {
        clock = surroundings.clock();
        provider = new ScriptedProvider(folder.resolve("scripted"));
        this.settings = settings;
        var flags = new HashMap<String, String>();
        flags.put("server.port", "0");
        flags.put("data.dir", folder.resolve("data").toString());
        flags.put("bootstrap.key", KEY);
        flags.put("bootstrap.admin_key", ADMIN_KEY);
        flags.put("bootstrap.balance_cents", String.valueOf(balanceCents));
        flags.putAll(settings);
        gateway =
                new Gateway(
                        Config.load(null, Map.of(), flags),
                        new Gateway.Time(clock, surroundings.pause(), surroundings.look()),
                        _ -> List.<VideoProvider>of(provider),
                        new Gateway.Machine(_ -> freeBytes, surroundings.inspector()));
    }

    /** Not started yet, so that the provider can be told what to do. */
    public static TestGateway with(Path folder, long balanceCents, Map<String, String> settings) {
        return in(Surroundings.usual(), folder, balanceCents, settings);
    }

    /** The same in other surroundings, such as a time that is not real. */
    public static TestGateway in(
            Surroundings surroundings,
            Path folder,
            long balanceCents,
            Map<String, String> settings) {
        return new TestGateway(folder, balanceCents, settings, surroundings);
    }

    /** The same on either kind of database, which is new. */
    public static TestGateway on(Dialect dialect, Path folder, long balanceCents) {
        return on(dialect, folder, balanceCents, Map.of());
    }

    public static TestGateway on(
            Dialect dialect, Path folder, long balanceCents, Map<String, String> settings) {
        var all = new HashMap<>(settings);
        if (dialect == Dialect.POSTGRESQL) {
            all.put("db.url", TestDatabases.freshPostgres());
        }
        return with(folder, balanceCents, all);
    }

    /** The next run of a gateway that was closed, on the same folder and database. */
    public static TestGateway reopened(TestGateway closed, Path folder) {
        return with(folder, 0, closed.settings);
    }

    public static TestGateway started(Path folder) {
        return with(folder, 10_000, Map.of()).start();
    }

    public TestGateway start() {
        gateway.start();
        return this;
    }

    /** Waits of the gateway are short here: time is the clock's. */
    private static void moment(Bell bell, Duration ignored) throws InterruptedException {
        bell.await(Duration.ofMillis(2));
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + gateway.port()).resolve(path);
    }

    public int port() {
        return gateway.port();
    }

    /** A request with the test's key. */
    public HttpRequest.Builder request(String path) {
        return request(path, KEY);
    }

    public HttpRequest.Builder request(String path, String key) {
        return HttpRequest.newBuilder(uri(path)).header("Authorization", "Bearer " + key);
    }

    public HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public HttpResponse<String> post(String path, String body) {
        return send(
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** Posts under an Idempotency-Key. */
    public HttpResponse<String> post(String path, String body, String idempotencyKey) {
        return send(
                request(path)
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", idempotencyKey)
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    public HttpResponse<String> delete(String path) {
        return send(request(path).DELETE());
    }

    public HttpResponse<String> get(String path) {
        return send(request(path).GET());
    }

    public static JsonNode json(HttpResponse<String> response) {
        return JSON.readTree(response.body());
    }

    /** Creates the marble and returns its id. */
    public String createMarble() {
        return json(post(TEXT_TO_VIDEO, MARBLE)).at("/id").asString();
    }

    public JsonNode task(String id) {
        return json(get("/api/v1/tasks/" + id));
    }

    /** Asks until {@code done} is true of the task. */
    public JsonNode await(String id, Predicate<JsonNode> done) {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            var task = task(id);
            if (done.test(task)) {
                return task;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("still " + task);
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    public JsonNode awaitStatus(String id, String status) {
        return await(id, task -> task.at("/status").asString().equals(status));
    }

    public JsonNode balance() {
        return json(get("/api/v1/me/balance"));
    }

    /** The value of a metric without labels. */
    public double metric(String name) {
        return send(HttpRequest.newBuilder(uri("/metrics")).GET())
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            http.shutdownNow();
            gateway.close();
        }
    }
}
