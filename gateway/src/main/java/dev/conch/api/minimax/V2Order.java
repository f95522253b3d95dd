package dev.conch.api.minimax;

import dev.conch.api.Json;
import dev.conch.catalog.Catalog;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads a create of MiniMax's second generation (upstreams.md 3.1). */
final class V2Order {
    private static final String SERVICE = "minimax_h3";
    private static final String TEXT_TO_VIDEO = "text_to_video";
    private static final String IMAGE_TO_VIDEO = "image_to_video";
    private static final String FIRST = "first_frame";
    private static final String LAST = "last_frame";

    /** Our fields for materials, by their role. */
    private static final Map<String, String> REFERENCES =
            Map.of(
                    "reference_image", "reference_image_urls",
                    "reference_video", "reference_video_urls",
                    "reference_audio", "reference_audio_urls");

    private final Catalog catalog;
    private final BodyReader body;
    private final List<String> texts = new ArrayList<>();
    private final Map<String, List<String>> byRole = new HashMap<>();

    private V2Order(Catalog catalog, ObjectNode body) {
        this.catalog = catalog;
        this.body = new BodyReader(body);
    }

    /**
     * Reads a create.
     *
     * @throws dev.conch.base.GatewayException {@code validation_failed}
     */
    static Ordered read(Catalog catalog, ObjectNode body) {
        return new V2Order(catalog, body).read();
    }

    private Ordered read() {
        var name =
                body.text("model")
                        .orElseThrow(() -> BodyReader.wrong("model is required"))
                        .toLowerCase(Locale.ROOT);
        items();
        boolean frames = byRole.containsKey(FIRST) || byRole.containsKey(LAST);
        if (frames && REFERENCES.keySet().stream().anyMatch(byRole::containsKey)) {
            throw BodyReader.wrong("content must not mix frames and references");
        }
        var action = catalog.action(SERVICE, frames ? IMAGE_TO_VIDEO : TEXT_TO_VIDEO).orElseThrow();
        var order = Json.object();
        order.put("model", name);
        order.put("prompt", texts.getFirst());
        one(FIRST).ifPresent(url -> order.put("first_frame_image_url", url));
        one(LAST).ifPresent(url -> order.put("last_frame_image_url", url));
        REFERENCES.forEach(
                (role, field) -> {
                    if (byRole.containsKey(role)) {
                        byRole.get(role).forEach(order.withArray(field)::add);
                    }
                });
        body.integer("duration").ifPresent(seconds -> order.put("duration_seconds", seconds));
        body.text("resolution")
                .ifPresent(text -> order.put("output_resolution", text.toLowerCase(Locale.ROOT)));
        if (!frames) {
            body.text("ratio").ifPresent(ratio -> order.put("aspect_ratio", ratio));
        }
        body.text("callback_url").ifPresent(url -> order.put("callback_url", url));
        return new Ordered(
                action,
                order,
                body.bool("aigc_watermark").orElse(false),
                body.text("callback_url").orElse(null));
    }

    private void items() {
        var content = body.present("content");
        if (content.isEmpty() || !content.get().isArray()) {
            throw BodyReader.wrong("content is required: a list of items");
        }
        content.get().forEach(this::item);
        if (texts.size() != 1) {
            throw BodyReader.wrong("content must have exactly one item of type text");
        }
    }

    private void item(JsonNode item) {
        var type = item.path("type").asString("");
        switch (type) {
            case "text" -> texts.add(item.path("text").asString(""));
            case "image_url" -> material(item, type, FIRST);
            case "video_url" -> material(item, type, "reference_video");
            case "audio_url" -> material(item, type, "reference_audio");
            default ->
                    throw BodyReader.wrong(
                            "type of a content item must be one of text, image_url, video_url,"
                                    + " audio_url");
        }
    }

    private void material(JsonNode item, String type, String usual) {
        var role = item.path("role").asString(usual);
        boolean image = type.equals("image_url");
        var allowed = image ? List.of(FIRST, LAST, "reference_image") : List.of(usual);
        if (!allowed.contains(role)) {
            throw BodyReader.wrong(
                    "role of %s must be one of %s".formatted(type, String.join(", ", allowed)));
        }
        var url = item.path(type).path("url").asString("");
        if (url.isEmpty()) {
            throw BodyReader.wrong(type + ".url is required");
        }
        byRole.computeIfAbsent(role, _ -> new ArrayList<>()).add(url);
    }

    private Optional<String> one(String role) {
        var urls = byRole.getOrDefault(role, List.of());
        if (urls.size() > 1) {
            throw BodyReader.wrong("content has more than one " + role);
        }
        return urls.stream().findFirst();
    }
}
