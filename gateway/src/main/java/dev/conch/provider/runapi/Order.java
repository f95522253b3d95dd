package dev.conch.provider.runapi;

import dev.conch.provider.Wish;
import dev.conch.provider.Wish.Mode;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;

/**
 * A wish in RunAPI's words. Pure: the same wish is always the same text, because under one
 * Idempotency-Key another text would be a conflict.
 *
 * @param action path of the action
 */
record Order(String action, String json) {
    /** Which fields a model takes; a field that it does not take is an error, not ignored. */
    private record Line(
            String service, boolean duration, boolean resolution, boolean optimizerOff) {
        static Line of(Wish wish) {
            var model = wish.upstreamModel();
            boolean pictures = wish.mode() != Mode.TEXT;
            if (isH3(model)) {
                return new Line("minimax_h3", true, true, true);
            }
            boolean fixed = model.matches("hailuo-02-.*-pro");
            return new Line("hailuo", !fixed, pictures && !fixed, !model.startsWith("hailuo-2.3"));
        }
    }

    /** Where the wish's images are, for the other gateway to fetch, or as data. */
    record Addresses(
            @Nullable String firstFrame, @Nullable String lastFrame, List<String> references) {
        Addresses {
            references = List.copyOf(references);
        }
    }

    static Order of(Wish wish, Addresses images, @Nullable String callbackUrl) {
        var line = Line.of(wish);
        var body = JsonMapper.shared().createObjectNode();
        body.put("model", wish.upstreamModel());
        body.put("prompt", wish.prompt());
        if (line.duration()) {
            body.put("duration_seconds", wish.durationSeconds());
        }
        if (line.resolution()) {
            body.put("output_resolution", resolution(wish, line));
        }
        put(body, "first_frame_image_url", images.firstFrame());
        put(body, "last_frame_image_url", images.lastFrame());
        put(body, "reference_image_urls", images.references());
        options(body, wish.options(), line);
        put(body, "callback_url", callbackUrl);
        var verb = wish.firstFrame() != null || wish.lastFrame() != null ? "image" : "text";
        return new Order(line.service() + "/" + verb + "_to_video", body.toString());
    }

    /** Whether a video may end with an image and begin with anything. */
    static boolean takesLastFrameAlone(String model) {
        return isH3(model);
    }

    private static boolean isH3(String model) {
        return model.startsWith("minimax-h3");
    }

    private static String resolution(Wish wish, Line line) {
        return line.service().equals("minimax_h3") && wish.shortSide() > 768
                ? "2k"
                : wish.shortSide() + "p";
    }

    private static void options(ObjectNode body, Wish.Options options, Line line) {
        var optimizer = options.promptOptimizer();
        if (optimizer != null && (optimizer || line.optimizerOff())) {
            body.put("prompt_optimizer", optimizer);
        }
        if (options.safetyChecker() != null) {
            body.put("enable_safety_checker", options.safetyChecker());
        }
        put(body, "aspect_ratio", options.aspectRatio());
        put(body, "reference_video_urls", options.references().videos());
        put(body, "reference_audio_urls", options.references().audios());
    }

    private static void put(ObjectNode body, String field, @Nullable String value) {
        if (value != null) {
            body.put(field, value);
        }
    }

    private static void put(ObjectNode body, String field, List<String> values) {
        if (!values.isEmpty()) {
            values.forEach(body.putArray(field)::add);
        }
    }
}
