package dev.conch.task;

import dev.conch.base.TaskId;
import dev.conch.provider.VideoFacts;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Locale;

/**
 * A file of a task: what it was made from, or its result as served by us.
 *
 * @param id random, part of its link
 * @param sha256 of its content, which is also where the file store keeps it
 * @param facts of the video that it is, or of which it is the poster; null for what went in
 * @param expiresAt the link is refused from then on
 * @param deletion why it is not there any more; null while it is
 * @param provenance where it came from; of videos only, and null when that is not kept any more
 */
public record TaskAsset(
        String id,
        TaskId taskId,
        long projectId,
        Kind kind,
        String sha256,
        String mediaType,
        String fileName,
        long bytes,
        @Nullable VideoFacts facts,
        Instant createdAt,
        Instant expiresAt,
        @Nullable Deletion deletion,
        @Nullable Provenance provenance) {
    TaskAsset with(@Nullable Provenance known) {
        return new TaskAsset(
                id, taskId, projectId, kind, sha256, mediaType, fileName, bytes, facts, createdAt,
                expiresAt, deletion, known);
    }

    /** What a file is for. */
    public enum Kind {
        VIDEO,
        POSTER,
        FIRST_FRAME,
        LAST_FRAME,
        REFERENCE_IMAGE;

        String storedName() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Kind ofStoredName(String name) {
            return valueOf(name.toUpperCase(Locale.ROOT));
        }
    }

    /** Why a file was deleted. */
    public enum Deletion {
        /** Its time was over. */
        EXPIRED,
        /** Its owner wanted it. */
        REQUESTED;

        String storedName() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Deletion ofStoredName(String name) {
            return valueOf(name.toUpperCase(Locale.ROOT));
        }
    }
}
