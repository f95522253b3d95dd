package dev.conch.provider.comfyui;

import dev.conch.provider.VideoRequest;
import dev.conch.provider.Wish;
import dev.conch.provider.http.PixelSize;
import dev.conch.provider.http.Timing;
import dev.conch.provider.http.UpstreamSettings;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The operator's graphs, and which of them makes which video. Immutable. */
final class Graphs {
    /** The settings that are read here. */
    static final Set<String> SETTINGS = Set.of("graph", "size_multiple");

    private static final long SEEDS = 1L << 48;

    private final List<Graph> graphs;
    private final Timing timing;
    private final int sizeMultiple;

    private Graphs(List<Graph> graphs, Timing timing, int sizeMultiple) {
        this.graphs = graphs;
        this.timing = timing;
        this.sizeMultiple = sizeMultiple;
    }

    /**
     * Reads the settings and the files that they name.
     *
     * @throws IllegalArgumentException that says what is wrong
     */
    static Graphs of(UpstreamSettings settings) {
        var files = settings.list("graph");
        if (files.isEmpty()) {
            throw settings.wrong(
                    "graph", "is missing: the path of a workflow that was saved with Export (API)");
        }
        int multiple = settings.number("size_multiple", 16);
        if (multiple < 1) {
            throw settings.wrong("size_multiple", "must be at least 1");
        }
        try {
            return new Graphs(
                    files.stream().map(file -> Graph.read(Path.of(file))).toList(),
                    Timing.of(settings),
                    multiple);
        } catch (InvalidPathException e) {
            throw settings.wrong("graph", "is no path: " + e.getReason());
        }
    }

    /** The first graph that has a place for each frame of the wish, and for no other. */
    Optional<Graph> find(Wish wish) {
        return graphs.stream()
                .filter(graph -> graph.uses("first_frame") == (wish.firstFrame() != null))
                .filter(graph -> graph.uses("last_frame") == (wish.lastFrame() != null))
                .findFirst();
    }

    /** The classes of all nodes. */
    Set<String> nodeTypes() {
        var all = new TreeSet<String>();
        graphs.forEach(graph -> all.addAll(graph.nodeTypes()));
        return all;
    }

    /**
     * The graph for a request.
     *
     * @param frames names that ComfyUI gave to the uploaded frames, by place
     */
    ObjectNode filled(VideoRequest request, Map<String, String> frames) {
        var wish = request.wish();
        var size = PixelSize.of(wish, sizeMultiple);
        var json = JsonNodeFactory.instance;
        var values = new HashMap<String, JsonNode>();
        values.put("prompt", json.stringNode(wish.prompt()));
        values.put("model", json.stringNode(wish.upstreamModel()));
        values.put("width", json.numberNode(size.width()));
        values.put("height", json.numberNode(size.height()));
        values.put("frames", json.numberNode(timing.frames(wish)));
        values.put("fps", json.numberNode(timing.fps()));
        values.put("seconds", json.numberNode(wish.durationSeconds()));
        values.put("seed", json.numberNode(seed(request)));
        values.put("task", json.stringNode(request.taskId().shortForm()));
        frames.forEach((place, name) -> values.put(place, json.stringNode(name)));
        return find(wish).orElseThrow().filled(values);
    }

    /** Never the same twice: a graph that ComfyUI has seen is not run again and saves nothing. */
    private static long seed(VideoRequest request) {
        var bits = request.taskId().uuid();
        return Math.floorMod(
                bits.getMostSignificantBits() * 31
                        + bits.getLeastSignificantBits()
                        + request.attempt(),
                SEEDS);
    }
}
