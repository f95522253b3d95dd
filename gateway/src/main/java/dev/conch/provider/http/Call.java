package dev.conch.provider.http;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * A request to a provider.
 *
 * @param path with its query, below the provider's base address and beginning with a slash; or a
 *     whole address that the provider gave
 * @param body empty for none
 * @param timeout for all of it
 */
public record Call(
        String method, String path, Map<String, String> headers, byte[] body, Duration timeout) {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    public Call {
        headers = Map.copyOf(headers);
    }

    public static Call get(String path) {
        return new Call("GET", path, Map.of(), new byte[0], TIMEOUT);
    }

    public static Call delete(String path) {
        return new Call("DELETE", path, Map.of(), new byte[0], TIMEOUT);
    }

    /** A POST of JSON text. */
    public static Call post(String path, String json) {
        return body("POST", path, "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    public static Call body(String method, String path, String contentType, byte[] body) {
        return new Call(method, path, Map.of("Content-Type", contentType), body, TIMEOUT);
    }

    public Call with(String header, String value) {
        var more = new HashMap<>(headers);
        more.put(header, value);
        return new Call(method, path, more, body, timeout);
    }

    public Call within(Duration longest) {
        return new Call(method, path, headers, body, longest);
    }
}
