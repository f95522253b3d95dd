package dev.conch.day;

import dev.conch.testing.wire.Fault;
import dev.conch.testing.wire.LoopbackServer;
import dev.conch.testing.wire.Wire;
import dev.conch.testing.wire.Wire.Answer;
import dev.conch.testing.wire.WireRequest;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A provider's server on a real socket. What it does is written in {@link Books}; subclasses speak
 * a provider's dialect.
 */
abstract class Station implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Pattern ORDER = Pattern.compile("marble number (\\d+)");

    private final Books books;

    @SuppressWarnings("this-escape") // nobody asks before the whole object is there
    private final LoopbackServer server = new LoopbackServer(this::serve);

    Station(Books books) {
        this.books = books;
    }

    /** A prompt from which a station can tell whose order it is. */
    static String prompt(int order) {
        return "A glass marble number " + order + " rolls across a wooden desk.";
    }

    abstract Answer answer(WireRequest request);

    /** This station's part of the operator's file, but for name, key, address and limits. */
    abstract String type();

    private void serve(WireRequest request, Wire wire) throws IOException {
        wire.play(Fault.NONE, answer(request));
    }

    final Books books() {
        return books;
    }

    final String name() {
        return books.name();
    }

    final String url() {
        return server.url();
    }

    /** Nobody listens any more, and nothing is made. */
    final void die() {
        server.shut();
        books.die();
    }

    static int order(JsonNode body) {
        var found = ORDER.matcher(body.path("prompt").asString(""));
        if (!found.find()) {
            throw new IllegalStateException("whose order is " + body);
        }
        return Integer.parseInt(found.group(1));
    }

    static JsonNode body(WireRequest request) {
        return JSON.readTree(request.text());
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    final Answer film(Job job) {
        return new Answer(200, Map.of("Content-Type", "video/mp4"), Film.copy(name(), job));
    }

    /** What stands after the last slash. */
    static String last(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    @Override
    public final void close() {
        server.close();
    }
}
