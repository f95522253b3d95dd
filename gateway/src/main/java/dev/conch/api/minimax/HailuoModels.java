package dev.conch.api.minimax;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** Which model of ours serves a model of MiniMax, from {@code models.json}. */
final class HailuoModels {
    private static final String ABOUT = "about";
    private static final JsonNode TABLE = read();

    private HailuoModels() {}

    /** What a video is made from. */
    enum Source {
        TEXT("text"),
        FIRST_FRAME("first_frame"),
        LAST_FRAME("last_frame");

        private final String key;

        Source(String key) {
            this.key = key;
        }
    }

    /** MiniMax's names that mean something here. */
    static List<String> names() {
        return TABLE.propertyNames().stream().filter(name -> !name.equals(ABOUT)).toList();
    }

    static boolean knows(String name) {
        return names().contains(name);
    }

    /** Our model; empty if that is not made here. */
    static Optional<String> find(String name, Source source, String resolution) {
        return Optional.of(TABLE.path(name).path(source.key).path(resolution))
                .filter(JsonNode::isString)
                .map(JsonNode::asString);
    }

    private static JsonNode read() {
        try (var in = HailuoModels.class.getResourceAsStream("models.json")) {
            if (in == null) {
                throw new IllegalStateException("models.json is missing");
            }
            return JsonMapper.shared().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
