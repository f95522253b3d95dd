package dev.conch.task;

import dev.conch.asset.FileStore;
import dev.conch.asset.StoredFile;
import dev.conch.base.TaskId;
import dev.conch.provider.FetchedVideo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/**
 * Copies a provider's result into our own store, so that it is ours before the task says completed.
 */
final class Results {
    private final FileStore files;
    private final Duration keptFor;
    private final SecureRandom random = new SecureRandom();

    Results(FileStore files, Duration keptFor) {
        this.files = files;
        this.keptFor = keptFor;
    }

    /** Where the image with this hash lies; it was stored at accept. */
    Path image(String sha256) {
        return files.find(sha256)
                .orElseThrow(
                        () ->
                                new UncheckedIOException(
                                        new IOException("image " + sha256 + " is not stored")));
    }

    /**
     * Copies, hashes and syncs both files; the rows that describe them are the caller's to write.
     */
    List<TaskAsset> store(TaskId task, FetchedVideo video, Instant now) {
        return List.of(
                asset(task, TaskAsset.Kind.VIDEO, files.put(video.video()), video, now),
                asset(task, TaskAsset.Kind.POSTER, files.put(video.poster()), video, now));
    }

    private TaskAsset asset(
            TaskId task, TaskAsset.Kind kind, StoredFile file, FetchedVideo video, Instant now) {
        var movie = kind == TaskAsset.Kind.VIDEO;
        return new TaskAsset(
                (movie ? "vid_" : "pst_") + randomId(),
                task,
                kind,
                file.sha256(),
                movie ? "video/mp4" : "image/jpeg",
                task.shortForm() + (movie ? ".mp4" : ".jpg"),
                file.bytes(),
                video.facts(),
                now,
                now.plus(keptFor));
    }

    private String randomId() {
        var bits = new byte[16];
        random.nextBytes(bits);
        return HexFormat.of().formatHex(bits);
    }
}
