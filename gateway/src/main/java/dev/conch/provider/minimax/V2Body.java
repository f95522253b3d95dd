package dev.conch.provider.minimax;

import dev.conch.provider.VideoRequest;
import dev.conch.provider.Wish;
import dev.conch.provider.http.Pictures;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The body of V2's create: what the video is made from as items with roles. */
final class V2Body {
    /** Text alone must have a ratio; this one is what others send when nobody says. */
    private static final String RATIO_OF_TEXT = "16:9";

    private V2Body() {}

    static String json(VideoRequest request) {
        var wish = request.wish();
        var body = JsonMapper.shared().createObjectNode();
        body.put("model", wish.upstreamModel());
        content(body.putArray("content"), wish);
        body.put("resolution", Models.resolution(wish.shortSide()));
        body.put("duration", wish.durationSeconds());
        var ratio = ratio(wish);
        if (ratio != null) {
            body.put("ratio", ratio);
        }
        if (request.callbackUrl() != null) {
            body.put("callback_url", request.callbackUrl());
        }
        if (wish.options().watermark()) {
            body.put("aigc_watermark", true);
        }
        expansion(body, wish);
        return body.toString();
    }

    private static void content(ArrayNode content, Wish wish) {
        content.addObject().put("type", "text").put("text", wish.prompt());
        if (wish.firstFrame() != null) {
            add(content, "image_url", Pictures.urlOrData(wish.firstFrame()), "first_frame");
        }
        if (wish.lastFrame() != null) {
            add(content, "image_url", Pictures.urlOrData(wish.lastFrame()), "last_frame");
        }
        var references = wish.options().references();
        references
                .images()
                .forEach(
                        image ->
                                add(
                                        content,
                                        "image_url",
                                        Pictures.urlOrData(image),
                                        "reference_image"));
        references.videos().forEach(url -> add(content, "video_url", url, "reference_video"));
        references.audios().forEach(url -> add(content, "audio_url", url, "reference_audio"));
    }

    private static void add(ArrayNode content, String type, String url, String role) {
        var item = content.addObject();
        item.put("type", type);
        item.putObject(type).put("url", url);
        item.put("role", role);
    }

    /** With frames it would be ignored: they have one. */
    private static @Nullable String ratio(Wish wish) {
        var asked = wish.options().aspectRatio();
        return switch (wish.mode()) {
            case TEXT -> asked == null ? RATIO_OF_TEXT : asked;
            case REFERENCES -> asked;
            case FIRST_FRAME, LAST_FRAME -> null;
        };
    }

    /** Only H3-Max lets its rewriting of the prompt be chosen. */
    private static void expansion(ObjectNode body, Wish wish) {
        var optimize = wish.options().promptOptimizer();
        if (optimize != null && Models.isH3Max(wish)) {
            body.putObject("extra")
                    .put("prompt_expansion_mode", optimize ? "balanced" : "disabled");
        }
    }
}
