package dev.conch.provider.minimax;

import dev.conch.provider.VideoRequest;
import dev.conch.provider.Wish;
import dev.conch.provider.http.Pictures;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The body of V1's create. What was not asked for is not sent. */
final class V1Body {
    private V1Body() {}

    static String json(VideoRequest request, Options options) {
        var wish = request.wish();
        var body = JsonMapper.shared().createObjectNode();
        body.put("model", wish.upstreamModel());
        if (!wish.prompt().isBlank()) {
            body.put("prompt", wish.prompt());
        }
        if (!Models.is01(wish)) {
            body.put("duration", wish.durationSeconds());
            body.put("resolution", Models.resolution(wish.shortSide()));
        }
        images(body, wish);
        wishes(body, wish, options);
        if (request.callbackUrl() != null) {
            body.put("callback_url", request.callbackUrl());
        }
        return body.toString();
    }

    private static void images(ObjectNode body, Wish wish) {
        if (wish.firstFrame() != null) {
            body.put("first_frame_image", Pictures.urlOrData(wish.firstFrame()));
        }
        if (wish.lastFrame() != null) {
            body.put("last_frame_image", Pictures.urlOrData(wish.lastFrame()));
        }
        var subjects = wish.options().references().images();
        if (!subjects.isEmpty()) {
            var subject = body.putArray("subject_reference").addObject();
            subject.put("type", "character");
            subject.putArray("image").add(Pictures.urlOrData(subjects.getFirst()));
        }
    }

    private static void wishes(ObjectNode body, Wish wish, Options options) {
        if (wish.options().promptOptimizer() != null) {
            body.put("prompt_optimizer", wish.options().promptOptimizer());
        }
        if (options.fastPretreatment() && !Models.is01(wish)) {
            body.put("fast_pretreatment", true);
        }
        if (wish.options().watermark()) {
            body.put("aigc_watermark", true);
        }
    }
}
