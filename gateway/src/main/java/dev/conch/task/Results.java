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
     * Copies, hashes and syncs both files; the rows that describe them are the caller's to write,
     * who then must {@link #release} them.
     */
    List<TaskAsset> store(Task task, FetchedVideo video, Instant now) {
        var expiresAt = now.plus(retention.of(task.order().buyer().projectId()));
        var kept = new Kept(task, video, now, expiresAt);
        var movie = files.put(video.video());
        try {
            return List.of(
                    asset(kept, TaskAsset.Kind.VIDEO, movie),
                    asset(kept, TaskAsset.Kind.POSTER, files.put(video.poster())));
        } catch (RuntimeException e) {
            files.release(movie.sha256());
            throw e;
        }
    }

    /**
     * Makes sure that the files are still there when their rows are written, however long that had
     * to wait.
     *
     * @throws dev.conch.asset.FileStoreException if one is not
     */
    void keep(List<TaskAsset> assets) {
        assets.forEach(asset -> files.touch(asset.sha256()));
    }

    /** The rows of these files are written, or never will be. */
    void release(List<TaskAsset> assets) {
        assets.forEach(asset -> files.release(asset.sha256()));
    }

    private record Kept(Task task, FetchedVideo video, Instant at, Instant expiresAt) {}

    private TaskAsset asset(Kept kept, TaskAsset.Kind kind, StoredFile file) {
        var movie = kind == TaskAsset.Kind.VIDEO;
        var task = kept.task();
        return new TaskAsset(
                (movie ? "vid_" : "pst_") + randomId(),
                task.id(),
                task.order().buyer().projectId(),
                kind,
                file.sha256(),
                movie ? "video/mp4" : "image/jpeg",
                task.id().shortForm() + (movie ? ".mp4" : ".jpg"),
                file.bytes(),
                kept.video().facts(),
                kept.at(),
                kept.expiresAt(),
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
                now.plus(retention.of(project)),
                null);
    }

    private String randomId() {
        var bits = new byte[16];
        random.nextBytes(bits);
        return HexFormat.of().formatHex(bits);
    }
}
