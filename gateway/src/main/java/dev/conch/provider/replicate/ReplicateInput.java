package dev.conch.provider.replicate;

import dev.conch.provider.VideoRequest;
import dev.conch.provider.Wish;
import dev.conch.provider.Wish.Mode;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.json.JsonMapper;

import java.util.Optional;

/** The body that makes a prediction. */
final class ReplicateInput {
    private ReplicateInput() {}

    /**
     * What the images are to Replicate.
     *
     * @param firstFrame an address, or the image itself as a data URI; null for none
     */
    record Images(@Nullable String firstFrame, @Nullable String lastFrame) {}

    /** Why Replicate cannot make this although the model can; empty if it can. */
    static Optional<String> objection(Wish wish) {
        if (wish.options().watermark()) {
            return Optional.of("Replicate cannot mark a video as generated");
        }
        if (wish.options().aspectRatio() != null) {
            return Optional.of("%s has no choice of aspect ratio".formatted(wish.upstreamModel()));
        }
        return wish.mode() == Mode.LAST_FRAME && wish.firstFrame() == null
                ? Optional.of(
                        "%s needs a first frame with a last one".formatted(wish.upstreamModel()))
                : Optional.empty();
    }

    static String json(VideoRequest request, Images images) {
        var body = JsonMapper.shared().createObjectNode();
        var wish = request.wish();
        var input =
                body.putObject("input")
                        .put("prompt", wish.prompt())
                        .put("duration", wish.durationSeconds())
                        .put("resolution", wish.shortSide() + "p");
        if (images.firstFrame() != null) {
            input.put("first_frame_image", images.firstFrame());
        }
        if (images.lastFrame() != null) {
            input.put("last_frame_image", images.lastFrame());
        }
        if (wish.options().promptOptimizer() != null) {
            input.put("prompt_optimizer", wish.options().promptOptimizer());
        }
        if (request.callbackUrl() != null) {
            body.put("webhook", request.callbackUrl());
            body.putArray("webhook_events_filter").add("completed");
        }
        return body.toString();
    }
}
