package dev.conch.api;

import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads a request's JSON object; a body is never buffered past its limit. */
public final class RequestBody {
    /** A body that drips in for longer is given up. */
    private static final Duration SLOWEST = Duration.ofMinutes(2);

    private static final Set<String> UTF8 = Set.of("", "utf-8", "utf8", "\"utf-8\"");

    private RequestBody() {}

    /**
     * The body as an object.
     *
     * @throws GatewayException {@code unsupported_media_type}, {@code payload_too_large}, {@code
     *     malformed_request}
     */
    public static ObjectNode readObject(
            ServerRequest request, ServerResponse response, int maxBytes) {
        requireJson(request);
        var bytes = readBytes(request, response, maxBytes);
        try {
            if (Json.read(bytes) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            throw malformed(e);
        }
        throw new GatewayException(
                ErrorCode.MALFORMED_REQUEST, "The request body must be a JSON object");
    }

    /**
     * The fields of an HTML form.
     *
     * @throws GatewayException {@code unsupported_media_type}, {@code payload_too_large}, {@code
     *     malformed_request}
     */
    public static Map<String, String> readForm(
            ServerRequest request, ServerResponse response, int maxBytes) {
        var type = request.headers().first(HeaderNames.CONTENT_TYPE).orElse("");
        if (!type.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded")) {
            throw new GatewayException(
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                    "Content-Type must be application/x-www-form-urlencoded");
        }
        var text = new String(readBytes(request, response, maxBytes), StandardCharsets.UTF_8);
        var fields = new HashMap<String, String>();
        try {
            for (var pair : text.split("&")) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    fields.put(
                            decoded(pair.substring(0, equals)),
                            decoded(pair.substring(equals + 1)));
                }
            }
        } catch (IllegalArgumentException e) {
            throw new GatewayException(ErrorCode.MALFORMED_REQUEST, "The form is ill-formed");
        }
        return fields;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static GatewayException malformed(JacksonException e) {
        var place = e.getLocation();
        var where =
                place == null
                        ? ""
                        : " at line %d, column %d"
                                .formatted(place.getLineNr(), place.getColumnNr());
        return new GatewayException(
                ErrorCode.MALFORMED_REQUEST, "The request body is not valid JSON" + where);
    }

    private static void requireJson(ServerRequest request) {
        var type = request.headers().first(HeaderNames.CONTENT_TYPE).orElse("application/json");
        var parts = type.toLowerCase(Locale.ROOT).split(";", 2);
        var media = parts[0].strip();
        var charset = parts.length < 2 ? "" : charset(parts[1]);
        if (!(media.equals("application/json") || media.endsWith("+json"))
                || !UTF8.contains(charset)) {
            throw new GatewayException(
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                    "Content-Type must be application/json in UTF-8");
        }
    }

    private static String charset(String parameters) {
        for (var parameter : parameters.split(";")) {
            var pair = parameter.strip();
            if (pair.startsWith("charset=")) {
                return pair.substring("charset=".length()).strip();
            }
        }
        return "";
    }

    /**
     * Reads a body of any kind, of at most so many bytes.
     *
     * @throws GatewayException {@code payload_too_large}, {@code request_timeout}
     */
    static byte[] readBytes(ServerRequest request, ServerResponse response, int maxBytes) {
        if (request.headers().contentLength().orElse(0) > maxBytes) {
            throw tooLarge(maxBytes);
        }
        try (var in = request.content().inputStream()) {
            return readBytes(in, response, maxBytes);
        } catch (IOException | UncheckedIOException e) {
            response.headers().set(HeaderValues.CONNECTION_CLOSE);
            throw new GatewayException(
                    ErrorCode.REQUEST_TIMEOUT, "The request body stopped before its end");
        }
    }

    private static byte[] readBytes(InputStream in, ServerResponse response, int maxBytes)
            throws IOException {
        var bytes = new ByteArrayOutputStream();
        var buffer = new byte[16 * 1024];
        var deadline = System.nanoTime() + SLOWEST.toNanos();
        for (int read = read(in, buffer, response); read >= 0; read = read(in, buffer, response)) {
            bytes.write(buffer, 0, read);
            if (bytes.size() > maxBytes) {
                throw tooLarge(maxBytes);
            }
            if (System.nanoTime() - deadline > 0) {
                response.headers().set(HeaderValues.CONNECTION_CLOSE);
                throw new GatewayException(
                        ErrorCode.REQUEST_TIMEOUT,
                        "The request body took longer than %d seconds"
                                .formatted(SLOWEST.toSeconds()));
            }
        }
        return bytes.toByteArray();
    }

    /** The server library throws plain runtime exceptions at ill-formed chunks. */
    private static int read(InputStream in, byte[] buffer, ServerResponse response)
            throws IOException {
        try {
            return in.read(buffer);
        } catch (IllegalArgumentException | IllegalStateException e) {
            response.headers().set(HeaderValues.CONNECTION_CLOSE);
            throw new GatewayException(
                    ErrorCode.MALFORMED_REQUEST, "The chunks of the request body are ill-formed");
        }
    }

    private static GatewayException tooLarge(int maxBytes) {
        return new GatewayException(
                ErrorCode.PAYLOAD_TOO_LARGE,
                "The request body is too large: at most %d bytes are read here"
                        .formatted(maxBytes));
    }
}
