package dev.conch.provider.comfyui;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A workflow in ComfyUI's API format with places to be filled. A string that is nothing but one
 * place, such as {@code "{{width}}"}, becomes the value itself, a number if it is one; a place
 * within a longer string becomes text. Immutable.
 */
final class Graph {
    /** What can be filled in. */
    static final Set<String> PLACES =
            Set.of(
                    "prompt",
                    "model",
                    "width",
                    "height",
                    "frames",
                    "fps",
                    "seconds",
                    "seed",
                    "first_frame",
                    "last_frame",
                    "task");

    private static final Pattern PLACE = Pattern.compile("\\{\\{\\s*([A-Za-z0-9_]+)\\s*}}");

    private final ObjectNode template;
    private final Set<String> used = new TreeSet<>();
    private final Set<String> nodeTypes = new TreeSet<>();

    private Graph(ObjectNode template) {
        this.template = template;
        collect(template);
        for (var node : template.values()) {
            nodeTypes.add(node.path("class_type").asString(""));
        }
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException that says what is wrong with it
     */
    static Graph read(Path file) {
        try {
            return parse(Files.readString(file), file.toString());
        } catch (IOException _) {
            throw new IllegalArgumentException("the graph " + file + " cannot be read");
        }
    }

    private static Graph parse(String text, String name) {
        if (!(json(text, name) instanceof ObjectNode root) || root.isEmpty()) {
            throw new IllegalArgumentException("the graph " + name + " is no JSON object");
        }
        if (root.path("nodes").isArray()) {
            throw new IllegalArgumentException(
                    "the graph %s is in the editor's format: save it with Export (API)"
                            .formatted(name));
        }
        for (var node : root.properties()) {
            if (!node.getValue().path("class_type").isString()) {
                throw new IllegalArgumentException(
                        "the graph %s has no class_type in node %s".formatted(name, node.getKey()));
            }
        }
        var graph = new Graph(root);
        var strange = new TreeSet<>(graph.used);
        strange.removeAll(PLACES);
        if (!strange.isEmpty()) {
            throw new IllegalArgumentException(
                    "the graph %s has places that are not known: %s; known are %s"
                            .formatted(name, strange, new TreeSet<>(PLACES)));
        }
        return graph;
    }

    private static JsonNode json(String text, String name) {
        try {
            return JsonMapper.shared().readTree(text);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "the graph %s is no JSON: %s".formatted(name, e.getOriginalMessage()));
        }
    }

    private void collect(JsonNode node) {
        if (node.isString()) {
            PLACE.matcher(node.asString()).results().forEach(found -> used.add(found.group(1)));
        }
        node.values().forEach(this::collect);
    }

    boolean uses(String place) {
        return used.contains(place);
    }

    /** The classes of its nodes. */
    Set<String> nodeTypes() {
        return Set.copyOf(nodeTypes);
    }

    /**
     * The graph with its places filled.
     *
     * @param values by place; every place that is used must be there
     */
    ObjectNode filled(Map<String, JsonNode> values) {
        return (ObjectNode) fill(template, values);
    }

    private static JsonNode fill(JsonNode node, Map<String, JsonNode> values) {
        if (node.isString()) {
            return filledText(node.asString(), values);
        }
        if (node.isObject()) {
            var copy = JsonNodeFactory.instance.objectNode();
            node.properties().forEach(e -> copy.set(e.getKey(), fill(e.getValue(), values)));
            return copy;
        }
        if (node.isArray()) {
            var copy = JsonNodeFactory.instance.arrayNode();
            node.values().forEach(value -> copy.add(fill(value, values)));
            return copy;
        }
        return node;
    }

    /** What is filled in is not looked at again: a prompt may speak of {@code {{seed}}}. */
    private static JsonNode filledText(String text, Map<String, JsonNode> values) {
        var whole = PLACE.matcher(text);
        if (whole.matches()) {
            return value(whole.group(1), values);
        }
        return JsonNodeFactory.instance.stringNode(
                PLACE.matcher(text)
                        .replaceAll(
                                found ->
                                        java.util.regex.Matcher.quoteReplacement(
                                                value(found.group(1), values).asString())));
    }

    private static JsonNode value(String place, Map<String, JsonNode> values) {
        var value = values.get(place);
        if (value == null) {
            throw new IllegalStateException("nothing for " + place);
        }
        return value;
    }
}
