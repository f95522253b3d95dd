package dev.conch.cli;

import static java.util.stream.Collectors.joining;

import dev.conch.base.Secret;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.StringJoiner;
import java.util.function.Consumer;

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
        return send("POST", path, body);
    }

    JsonNode put(String path, String body) {
        return send("PUT", path, body);
    }

    JsonNode patch(String path, String body) {
        return send("PATCH", path, body);
    }

    /**
     * The same as {@link #post}, which may be sent again and happens once.
     *
     * @param key names the request; null to let it happen each time
     */
    JsonNode postOnce(String path, String body, @Nullable String key) {
        var request = request(path).header("Content-Type", "application/json");
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        return json(request.POST(HttpRequest.BodyPublishers.ofString(body)).build());
    }

    private JsonNode send(String method, String path, String body) {
        return json(
                request(path)
                        .header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build());
    }

    JsonNode get(String path) {
        return json(request(path).GET().build());
    }

    /** Hands on what comes line by line, as it comes. */
    void lines(String path, Consumer<String> reader) {
        var response = send(request(path).GET().build(), BodyHandlers.ofLines());
        try (var lines = response.body()) {
            if (response.statusCode() != 200) {
                throw refusal("GET", path, response.statusCode(), lines.collect(joining("\n")));
            }
            lines.forEach(reader);
        } catch (UncheckedIOException e) {
            throw new CommandFailed(
                    "the answer broke off, so what came is not all: " + e.getCause());
        }
    }

    JsonNode delete(String path) {
        return json(request(path).DELETE().build());
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
        int status = response.statusCode();
        if (status != 200) {
            throw refusal(request.method(), request.uri().getPath(), status, response.body());
        }
        return body(what(request.method(), request.uri().getPath(), status), response.body());
    }

    private static String what(String method, String path, int status) {
        return "%s %s answered %d".formatted(method, path, status);
    }

    private JsonNode body(String what, String text) {
        try {
            return JSON.readTree(text);
        } catch (JacksonException _) {
            throw new CommandFailed(
                    "%s with something that is not JSON: is %s a Conch?".formatted(what, base));
        }
    }

    private CommandFailed refusal(String method, String path, int status, String text) {
        var what = what(method, path, status);
        return new CommandFailed(what + ": " + complaint(body(what, text)), status);
    }

    /** The message of a refusal, or all of its complaints if there are several. */
    private static String complaint(JsonNode body) {
        var all = new StringJoiner("\n  ", "\n  ", "");
        int count = 0;
        for (var field : body.at("/errors").properties()) {
            for (var text : field.getValue()) {
                all.add(field.getKey() + " " + text.asString());
                count++;
            }
        }
        return count > 1 ? all.toString() : body.at("/error/message").asString(body.toString());
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return http.send(request, handler);
        } catch (ConnectException _) {
            throw new CommandFailed(
                    "no gateway answers at %s: start one with 'conch serve', or name another with --url"
                            .formatted(base));
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
