package dev.conch.cli;

import dev.conch.base.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Speaks a gateway's HTTP API, as any caller would. */
final class ConchClient implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final URI base;
    private final Secret key;

    ConchClient(URI base, Secret key) {
        this.base = base;
        this.key = key;
    }

    JsonNode post(String path, String body) {
        return json(
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build());
    }

    JsonNode get(String path) {
        return json(request(path).GET().build());
    }

    /** Saves what {@code url} names; a file that is cut off never gets the name {@code target}. */
    void download(String url, Path target) {
        var partial = target.resolveSibling(target.getFileName() + ".part");
        var request = HttpRequest.newBuilder(URI.create(url)).build();
        var response = send(request, BodyHandlers.ofFile(partial));
        if (response.statusCode() != 200) {
            throw new CommandFailed("%s answered %d".formatted(url, response.statusCode()));
        }
        try {
            Files.move(partial, target, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new CommandFailed("cannot write " + target + ": " + e.getMessage());
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + key.reveal());
    }

    private JsonNode json(HttpRequest request) {
        var response = send(request, BodyHandlers.ofString());
        var body = JSON.readTree(response.body());
        if (response.statusCode() != 200) {
            throw new CommandFailed(
                    "%s %s answered %d: %s"
                            .formatted(
                                    request.method(),
                                    request.uri().getPath(),
                                    response.statusCode(),
                                    body.at("/error/message").asString(response.body())));
        }
        return body;
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return http.send(request, handler);
        } catch (IOException e) {
            throw new CommandFailed("%s cannot be reached: %s".formatted(base, e));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new CommandFailed("interrupted");
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
