package dev.conch.fault;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Asks the gateway over HTTP, as anybody outside would. Shared between threads. */
final class GatewayClient implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration CANCEL_PATIENCE = Duration.ofSeconds(8);
    private static final Duration START = Duration.ofSeconds(60);
    private static final long MOMENT_NANOS = 40_000_000;

    private final String base;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(2))
                    .build();

    GatewayClient(String base) {
        this.base = base;
    }

    /**
     * Returns when the gateway serves requests.
     *
     * @param runs whether its process still lives
     * @throws IllegalStateException if it ended or took far too long
     */
    void awaitReady(BooleanSupplier runs) throws InterruptedException {
        var deadline = System.nanoTime() + START.toNanos();
        while (!ready()) {
            if (!runs.getAsBoolean() || System.nanoTime() > deadline) {
                throw new IllegalStateException("the gateway did not start");
            }
            moment();
        }
    }

    /** Ready and with its first account: a first start listens before it makes that. */
    private boolean ready() throws InterruptedException {
        try {
            return send(request("/health/ready", PATIENCE)).statusCode() == 200
                    && send(request("/api/v1/me/balance", PATIENCE)).statusCode() == 200;
        } catch (IOException _) {
            return false;
        }
    }

    /** Waits a little before the next look. */
    static void moment() throws InterruptedException {
        LockSupport.parkNanos(MOMENT_NANOS);
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    /** The JSON at {@code path}. */
    JsonNode get(String path) throws IOException, InterruptedException {
        var answer = send(request(path, PATIENCE));
        if (answer.statusCode() != 200) {
            throw new IOException(path + ": HTTP " + answer.statusCode() + " " + answer.body());
        }
        return JSON.readTree(answer.body());
    }

    JsonNode task(String id) throws IOException, InterruptedException {
        return get("/api/v1/tasks/" + id);
    }

    /** What the operator asks; his key opens other doors. */
    JsonNode asOperator(String path, @Nullable String body)
            throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(URI.create(base + "/api/admin/v1" + path))
                        .timeout(PATIENCE)
                        .header("Authorization", "Bearer " + GatewayProcess.OPERATOR_KEY)
                        .header("Content-Type", "application/json");
        var answer = send(body == null ? request : request.POST(BodyPublishers.ofString(body)));
        if (answer.statusCode() != 200) {
            throw new IOException(path + ": HTTP " + answer.statusCode() + " " + answer.body());
        }
        return JSON.readTree(answer.body());
    }

    HttpResponse<String> post(
            String path, String body, Map<String, String> headers, Duration patience)
            throws IOException, InterruptedException {
        var request = request(path, patience).POST(BodyPublishers.ofString(body));
        request.header("Content-Type", "application/json");
        headers.forEach(request::header);
        return send(request);
    }

    /** Asks for a task to be canceled; true when the answer is that it is. */
    boolean cancel(String task) throws IOException, InterruptedException {
        return send(request("/api/v1/tasks/" + task, CANCEL_PATIENCE).DELETE()).statusCode() == 200;
    }

    /** A file by its link. */
    byte[] download(String url) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE).build();
        var answer = http.send(request, BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new IOException("the link answers HTTP " + answer.statusCode());
        }
        return answer.body();
    }

    /** All metrics in Prometheus' text format. */
    String metrics() throws IOException, InterruptedException {
        return send(request("/metrics", PATIENCE)).body();
    }

    private HttpRequest.Builder request(String path, Duration patience) {
        return HttpRequest.newBuilder(URI.create(base + path))
                .timeout(patience)
                .header("Authorization", "Bearer " + GatewayProcess.KEY);
    }

    private HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
