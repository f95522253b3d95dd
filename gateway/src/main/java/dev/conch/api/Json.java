package dev.conch.api;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;

import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;

/** Reads and writes JSON bodies; strict where leniency would guess. */
public final class Json {
    /** An image of 20 MB is 28 million characters as a data URI. */
    private static final int LONGEST_TEXT = 32 << 20;

    private static final JsonMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxStringLength(LONGEST_TEXT)
                                                    .maxNestingDepth(64)
                                                    .build())
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private Json() {}

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /**
     * Reads one JSON value.
     *
     * @throws tools.jackson.core.JacksonException if {@code bytes} are not exactly one
     */
    public static JsonNode read(byte[] bytes) {
        return MAPPER.readTree(bytes);
    }

    public static JsonNode read(String text) {
        return MAPPER.readTree(text);
    }

    public static void send(ServerResponse response, int status, ObjectNode body) {
        response.status(Status.create(status));
        response.headers().set(HeaderNames.CONTENT_TYPE, "application/json; charset=utf-8");
        response.headers().set(HeaderNames.CACHE_CONTROL, "no-store");
        response.send(MAPPER.writeValueAsBytes(body));
    }

    /**
     * Sends objects, one a line, as they come. If one cannot be had, the answer ends without its
     * end, so that nobody takes it for whole.
     */
    public static void sendLines(ServerResponse response, Iterator<ObjectNode> lines) {
        response.headers().set(HeaderNames.CONTENT_TYPE, "application/x-ndjson; charset=utf-8");
        response.headers().set(HeaderNames.CACHE_CONTROL, "no-store");
        try {
            var out = response.outputStream(); // closing it after a failure would make it whole
            while (lines.hasNext()) {
                out.write(MAPPER.writeValueAsBytes(lines.next()));
                out.write('\n');
            }
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the reader went away", e);
        }
    }
}
