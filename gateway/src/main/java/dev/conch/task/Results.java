package dev.conch.task;

import dev.conch.asset.FileStore;
import dev.conch.asset.StoredFile;
import dev.conch.asset.StoredImage;
import dev.conch.base.TaskId;
import dev.conch.provider.FetchedVideo;
import dev.conch.provider.VideoRequest;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/**
 * Copies a provider's result into our own store, so that it is ours before the task says completed;
 * and hands providers what callers sent.
 */
final class Results {
    private final FileStore files;
    private final Retention retention;
    private final SecureRandom random = new SecureRandom();

    Results(FileStore files, Retention retention) {
        this.files = files;
        this.retention = retention;
    }

    /** What a provider needs to know of {@code task}. */
    VideoRequest request(Task task) {
        var wanted = task.order().parameters();
        return new VideoRequest(
                task.id(),
                task.progress().attempts(),
                task.order().model(),
                wanted.prompt(),
                wanted.durationSeconds(),
                wanted.shortSide(),
                image(wanted.firstFrame()),
                image(wanted.lastFrame()));
    }

    /** Where the image with this hash lies; it was stored at accept. */
    private @Nullable Path image(@Nullable String sha256) {
        return sha256 == null
                ? null
                : files.find(sha256)
                        .orElseThrow(
                                () ->
                                        new UncheckedIOException(
                                                new IOException(
                                                        "image " + sha256 + " is not stored")));
    }

    /**
     * Copies, hashes and syncs both files; the rows that describe them are the caller's to write.
     */
    List<TaskAsset> store(Task task, FetchedVideo video, Instant now) {
        return List.of(
                asset(task, TaskAsset.Kind.VIDEO, files.put(video.video()), video, now),
                asset(task, TaskAsset.Kind.POSTER, files.put(video.poster()), video, now));
    }

    private TaskAsset asset(
            Task task, TaskAsset.Kind kind, StoredFile file, FetchedVideo video, Instant now) {
        var movie = kind == TaskAsset.Kind.VIDEO;
        var project = task.order().buyer().projectId();
        return new TaskAsset(
                (movie ? "vid_" : "pst_") + randomId(),
                task.id(),
                project,
                kind,
                file.sha256(),
                movie ? "video/mp4" : "image/jpeg",
                task.id().shortForm() + (movie ? ".mp4" : ".jpg"),
                file.bytes(),
                video.facts(),
                now,
                now.plus(keptFor(project)),
                null);
    }

    /** The row of an image that a new task is made from. */
    TaskAsset input(
            TaskId task, long project, TaskAsset.Kind kind, StoredImage image, Instant now) {
        return new TaskAsset(
                "img_" + randomId(),
                task,
                project,
                kind,
                image.sha256(),
                image.mediaType(),
                task.shortForm() + "." + image.mediaType().substring("image/".length()),
                image.bytes(),
                null,
                now,
                now.plus(keptFor(project)),
                null);
    }

    private Duration keptFor(long project) {
        return retention.of(project);
    }

    private String randomId() {
        var bits = new byte[16];
        random.nextBytes(bits);
        return HexFormat.of().formatHex(bits);
    }
}
