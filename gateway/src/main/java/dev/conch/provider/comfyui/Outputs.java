package dev.conch.provider.comfyui;

import tools.jackson.databind.JsonNode;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A file that a graph saved.
 *
 * @param type {@code output}, or {@code temp} for a preview
 */
record Outputs(String filename, String subfolder, String type) {
    private static final List<String> ENDINGS = List.of(".mp4", ".m4v", ".mov", ".webm");

    /**
     * The video among a graph's outputs: nodes list files under {@code images}, {@code gifs},
     * {@code videos} and other names.
     */
    static Optional<Outputs> video(JsonNode outputs) {
        return outputs.valueStream()
                .flatMap(JsonNode::valueStream)
                .filter(JsonNode::isArray)
                .flatMap(JsonNode::valueStream)
                .filter(file -> file.path("filename").isString())
                .map(
                        file ->
                                new Outputs(
                                        file.path("filename").asString(),
                                        file.path("subfolder").asString(""),
                                        file.path("type").asString("output")))
                .filter(file -> file.kind() >= 0)
                .min(Comparator.comparing(Outputs::isPreview).thenComparingInt(Outputs::kind));
    }

    private boolean isPreview() {
        return !type.equals("output");
    }

    private int kind() {
        var name = filename.toLowerCase(Locale.ROOT);
        for (int i = 0; i < ENDINGS.size(); i++) {
            if (name.endsWith(ENDINGS.get(i))) {
                return i;
            }
        }
        return -1;
    }

    /** Where it can be fetched. */
    String path() {
        return "/view?filename=%s&subfolder=%s&type=%s"
                .formatted(encoded(filename), encoded(subfolder), encoded(type));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
