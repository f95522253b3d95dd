package dev.conch.api;

import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** Reads a request's JSON object; a body is never buffered past its limit. */
public final class RequestBody {
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

    private static GatewayException malformed(JacksonException e) {
        var place = e.getLocation();
        var where =
                place == null
                        ? ""
                        : " at line %d, column %d"
                                .formatted(place.getLineNr(), place.getColumnNr());
        return new GatewayException(
                ErrorCode.MALFORMED_REQUEST,
                "The request body is not valid JSON" + where + ": " + summary(e));
    }

    /** The parser's first line, without the piece of the caller's own text that it may quote. */
    private static String summary(JacksonException e) {
        var text = e.getOriginalMessage();
        if (text == null || text.isBlank()) {
            return "unexpected end";
        }
        var line = text.lines().findFirst().orElse(text);
        return line.length() > 160 ? line.substring(0, 160) + "…" : line;
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

    private static byte[] readBytes(ServerRequest request, ServerResponse response, int maxBytes) {
        if (request.headers().contentLength().orElse(0) > maxBytes) {
            throw tooLarge(response, maxBytes);
        }
        try (var in = request.content().inputStream()) {
            var bytes = in.readNBytes(maxBytes + 1);
            if (bytes.length > maxBytes) {
                throw tooLarge(response, maxBytes);
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException("the body was cut off", e);
        }
    }

    /** What is left of the body is not read, so the connection cannot be used again. */
    private static GatewayException tooLarge(ServerResponse response, int maxBytes) {
        response.headers().set(HeaderValues.CONNECTION_CLOSE);
        return new GatewayException(
                ErrorCode.PAYLOAD_TOO_LARGE,
                "The request body is too large: at most %d bytes are read here"
                        .formatted(maxBytes));
    }
}
