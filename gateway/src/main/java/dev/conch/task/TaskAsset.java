package dev.conch.task;

import dev.conch.base.TaskId;
import dev.conch.provider.VideoFacts;
import java.time.Instant;

/**
 * A file of a finished task, as served by us.
 *
 * @param id random, part of its link
 * @param sha256 of its content, which is also where the file store keeps it
 * @param facts of the video that it is, or of which it is the poster
 * @param expiresAt the link is refused from then on
 */
public record TaskAsset(
        String id,
        TaskId taskId,
        Kind kind,
        String sha256,
        String mediaType,
        String fileName,
        long bytes,
        VideoFacts facts,
        Instant createdAt,
        Instant expiresAt) {
    /** What a file is for. */
    public enum Kind {
        VIDEO,
        POSTER
    }
}
