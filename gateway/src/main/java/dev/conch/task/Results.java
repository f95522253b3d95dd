package dev.conch.task;

import dev.conch.asset.FileStore;
import dev.conch.asset.ImageHeader;
import dev.conch.asset.StoredFile;
import dev.conch.asset.StoredImage;
import dev.conch.base.TaskId;
import dev.conch.provider.FetchedVideo;
import dev.conch.provider.VideoRequest;
import dev.conch.provider.Wish;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
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
    private final HookLinks hooks;
    private final SecureRandom random = new SecureRandom();

    /** Without addresses for providers: for who only reads. */
    Results(FileStore files, Retention retention) {
        this(files, retention, new HookLinks("", new byte[] {0}));
    }

    Results(FileStore files, Retention retention, HookLinks hooks) {
        this.files = files;
        this.retention = retention;
        this.hooks = hooks;
    }

    /** What a provider needs to know of {@code task}. */
    VideoRequest request(Task task) {
        var model = task.progress().upstreamModel();
        var wish = wish(task);
        return new VideoRequest(
                task.id(), task.progress().attempts(), model == null ? wish : wish.as(model), null);
    }

    /** What was ordered, under our own name for the model. */
    Wish wish(Task task) {
        var wanted = task.order().parameters();
        var model = task.order().model();
        return new Wish(
                model,
                model,
                wanted.prompt(),
                wanted.durationSeconds(),
                wanted.shortSide(),
                picture(wanted.firstFrame()),
                picture(wanted.lastFrame()),
                new Wish.Options(
                        wanted.promptOptimizer(),
                        wanted.enableSafetyChecker(),
                        false,
                        null,
                        Wish.References.NONE));
    }

    /** The image with this hash; it was checked and stored at accept. */
    private Wish.@Nullable Picture picture(@Nullable String sha256) {
        if (sha256 == null) {
            return null;
        }
        try {
            var file =
                    files.find(sha256)
                            .orElseThrow(
                                    () -> new IOException("image " + sha256 + " is not stored"));
            var header =
                    ImageHeader.read(Files.readAllBytes(file))
                            .orElseThrow(() -> new IOException("image " + sha256 + " is broken"));
            return new Wish.Picture(
                    file, header.type().mediaType(), header.width(), header.height(), null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
            var asset = asset(kept, TaskAsset.Kind.VIDEO, movie);
            return video.poster() == null
                    ? List.of(asset)
                    : List.of(asset, asset(kept, TaskAsset.Kind.POSTER, files.put(video.poster())));
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
