package dev.conch.task;

import dev.conch.base.Money;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

import java.time.Instant;
import java.util.List;

/**
 * What was ordered; never changes after accept.
 *
 * @param service {@code hailuo} or {@code minimax_h3}
 * @param action {@code text_to_video} or {@code image_to_video}
 * @param request {@link Parameters} as JSON; read only by who makes the video, since polls are many
 * @param warnings told to the caller: what was sent and not used
 * @param clientRequestId the caller's own mark, echoed
 * @param origin scheme and authority under which the caller reached us, for links that are sent
 *     later
 * @param callbackUrl where to tell of the task's end
 * @param deadlineAt when the caller has no more use of the video
 */
public record TaskOrder(
        Buyer buyer,
        String service,
        String action,
        String model,
        String request,
        Money price,
        List<String> warnings,
        @Nullable String clientRequestId,
        String origin,
        @Nullable String callbackUrl,
        @Nullable Instant deadlineAt) {
    /** Rows of earlier versions have fields that are columns now, and lack later ones. */
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .disable(
                            DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                            DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .build();

    public TaskOrder {
        warnings = List.copyOf(warnings);
    }

    public long accountId() {
        return buyer.accountId();
    }

    public Parameters parameters() {
        return JSON.readValue(request, Parameters.class);
    }

    /**
     * The checked parameters of a video.
     *
     * @param resolution such as {@code 768p}
     * @param shortSide the same in pixels
     * @param firstFrame sha256 of the stored image
     * @param frameUrls where the caller has them; null in rows of earlier versions
     * @param aspectRatio such as {@code 16:9}; null where it is left open
     * @param references what the video is modelled on; null in rows of earlier versions
     * @param watermark the video must carry a visible mark that it was generated; as the project's
     *     labeling said at accept
     * @param dialect that it was ordered in, which its callbacks speak too; null for our own
     */
    public record Parameters(
            String prompt,
            int durationSeconds,
            String resolution,
            int shortSide,
            @Nullable String firstFrame,
            @Nullable String lastFrame,
            @Nullable FrameUrls frameUrls,
            @Nullable String aspectRatio,
            @Nullable References references,
            @Nullable Boolean promptOptimizer,
            @Nullable Boolean enableSafetyChecker,
            boolean watermark,
            @Nullable String dialect) {
        /**
         * What a video is modelled on.
         *
         * @param images sha256 of the stored images
         * @param videos public addresses
         * @param audios public addresses
         */
        public record References(List<String> images, List<String> videos, List<String> audios) {
            public References {
                images = List.copyOf(images);
                videos = List.copyOf(videos);
                audios = List.copyOf(audios);
            }
        }

        /**
         * Public addresses of frames.
         *
         * @param first null where there is none, such as of one that came as data
         */
        public record FrameUrls(@Nullable String first, @Nullable String last) {}

        public String toJson() {
            return JSON.writeValueAsString(this);
        }
    }
}
