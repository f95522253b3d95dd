package dev.conch.provider.fal;

import dev.conch.provider.Wish;
import dev.conch.provider.Wish.Mode;
import dev.conch.provider.Wish.Picture;
import dev.conch.provider.http.Pictures;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The input of a request. Endpoints differ: {@code standard} ones take a duration as text, {@code
 * pro} ones take none, and those of H3 take it as a number with a resolution.
 */
final class FalRequest {
    private static final String H3 = "minimax/h3";
    private static final String WITH_RESOLUTION =
            "fal-ai/minimax/hailuo-02/standard/image-to-video";
    private static final String ADAPTIVE = "adaptive";
    private static final Set<String> RATIOS =
            Set.of(ADAPTIVE, "21:9", "16:9", "4:3", "1:1", "3:4", "9:16");
    private static final int MOST_IMAGES = 9;
    private static final int MOST_VIDEOS = 3;
    private static final int MOST_AUDIOS = 3;
    private static final int MOST_REFERENCES = 12;

    private FalRequest() {}

    /** Why fal cannot make this although the model can; empty if it can. */
    static Optional<String> objection(Wish wish) {
        if (wish.options().watermark()) {
            return Optional.of("fal.ai cannot mark a video as generated");
        }
        if (wish.mode() == Mode.LAST_FRAME && wish.firstFrame() == null) {
            return Optional.of(
                    "%s needs a first frame with a last one".formatted(wish.upstreamModel()));
        }
        return ratioObjection(wish).or(() -> referenceObjection(wish));
    }

    private static Optional<String> ratioObjection(Wish wish) {
        var ratio = wish.options().aspectRatio();
        if (ratio == null) {
            return Optional.empty();
        }
        if (!choosesRatio(wish)) {
            return Optional.of("%s has no choice of aspect ratio".formatted(wish.upstreamModel()));
        }
        return RATIOS.contains(ratio) && !(wish.mode() == Mode.TEXT && ratio.equals(ADAPTIVE))
                ? Optional.empty()
                : Optional.of(
                        "%s does not make %s from %s"
                                .formatted(
                                        wish.upstreamModel(),
                                        ratio,
                                        wish.mode() == Mode.TEXT ? "text" : "references"));
    }

    /** Frames decide it otherwise. */
    private static boolean choosesRatio(Wish wish) {
        return isH3(wish) && (wish.mode() == Mode.TEXT || wish.mode() == Mode.REFERENCES);
    }

    private static Optional<String> referenceObjection(Wish wish) {
        var references = wish.options().references();
        int images = references.images().size();
        int videos = references.videos().size();
        int audios = references.audios().size();
        if (audios > 0 && images + videos == 0) {
            return Optional.of(
                    "%s takes no sound without an image or a video"
                            .formatted(wish.upstreamModel()));
        }
        boolean fits =
                images <= MOST_IMAGES
                        && videos <= MOST_VIDEOS
                        && audios <= MOST_AUDIOS
                        && images + videos + audios <= MOST_REFERENCES;
        return fits
                ? Optional.empty()
                : Optional.of(
                        "%s takes at most %d images, %d videos and %d sounds, %d in all"
                                .formatted(
                                        wish.upstreamModel(),
                                        MOST_IMAGES,
                                        MOST_VIDEOS,
                                        MOST_AUDIOS,
                                        MOST_REFERENCES));
    }

    /**
     * The JSON of the request.
     *
     * @throws java.io.UncheckedIOException if an image cannot be read
     */
    static String json(Wish wish) {
        var input = JsonMapper.shared().createObjectNode().put("prompt", wish.prompt());
        if (isH3(wish)) {
            h3(input, wish);
        } else {
            hailuo(input, wish);
        }
        image(input, "image_url", wish.firstFrame());
        image(input, "end_image_url", wish.lastFrame());
        return input.toString();
    }

    private static boolean isH3(Wish wish) {
        return wish.upstreamModel().startsWith(H3);
    }

    private static void h3(ObjectNode input, Wish wish) {
        input.put("duration", wish.durationSeconds());
        input.put("resolution", resolution(wish.shortSide()));
        if (wish.options().aspectRatio() != null) {
            input.put("aspect_ratio", wish.options().aspectRatio());
        }
        var references = wish.options().references();
        urls(
                input,
                "reference_image_urls",
                references.images().stream().map(Pictures::urlOrData).toList());
        urls(input, "reference_video_urls", references.videos());
        urls(input, "reference_audio_urls", references.audios());
    }

    private static void hailuo(ObjectNode input, Wish wish) {
        var endpoint = wish.upstreamModel();
        if (endpoint.contains("/standard/") || endpoint.contains("/hailuo-02-fast/")) {
            input.put("duration", String.valueOf(wish.durationSeconds()));
        }
        if (endpoint.equals(WITH_RESOLUTION)) {
            input.put("resolution", resolution(wish.shortSide()));
        }
        if (wish.options().promptOptimizer() != null) {
            input.put("prompt_optimizer", wish.options().promptOptimizer());
        }
    }

    private static String resolution(int shortSide) {
        return shortSide == 1440 ? "2K" : shortSide + "P";
    }

    private static void urls(ObjectNode input, String name, List<String> urls) {
        if (!urls.isEmpty()) {
            var array = input.putArray(name);
            urls.forEach(array::add);
        }
    }

    private static void image(ObjectNode input, String name, @Nullable Picture picture) {
        if (picture != null) {
            input.put(name, Pictures.urlOrData(picture));
        }
    }
}
