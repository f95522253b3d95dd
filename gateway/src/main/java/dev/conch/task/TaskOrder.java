package dev.conch.task;

import dev.conch.base.Cents;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What was ordered; never changes after accept.
 *
 * @param service {@code hailuo}
 * @param action {@code text_to_video} or {@code image_to_video}
 * @param request {@link Parameters} as JSON; read only by who makes the video, since polls are many
 * @param warnings told to the caller: what was sent and not used
 * @param clientRequestId the caller's own mark, echoed
 */
public record TaskOrder(
        long accountId,
        String apiKeyId,
        String service,
        String action,
        String model,
        String request,
        Cents price,
        List<String> warnings,
        @Nullable String clientRequestId) {
    private static final JsonMapper JSON = JsonMapper.shared();

    public TaskOrder {
        warnings = List.copyOf(warnings);
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
     */
    public record Parameters(
            String prompt,
            int durationSeconds,
            String resolution,
            int shortSide,
            @Nullable String firstFrame,
            @Nullable String lastFrame,
            @Nullable Boolean promptOptimizer,
            @Nullable Boolean enableSafetyChecker,
            @Nullable String callbackUrl) {
        public String toJson() {
            return JSON.writeValueAsString(this);
        }
    }
}
