package dev.conch.provider;

import dev.conch.base.TaskId;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A video to be made.
 *
 * @param attempt 1 for the first; together with the task it names this submit
 * @param model as the client asked, such as {@code hailuo-02-text-to-video-pro}
 * @param durationSeconds 6 or 10
 * @param shortSide of the picture in pixels: 512, 768 or 1080
 * @param firstFrame a checked image file; null for text to video
 * @param lastFrame a checked image file, or null
 */
public record VideoRequest(
        TaskId taskId,
        int attempt,
        String model,
        String prompt,
        int durationSeconds,
        int shortSide,
        @Nullable Path firstFrame,
        @Nullable Path lastFrame) {}
