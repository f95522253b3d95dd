package dev.conch.task;

import dev.conch.asset.FileStore;
import dev.conch.asset.ImageHeader;
import dev.conch.asset.StoredFile;
import dev.conch.asset.StoredImage;
import dev.conch.base.TaskId;
import dev.conch.provider.FetchedVideo;
import dev.conch.provider.VideoMarks;
import dev.conch.provider.VideoRequest;
import dev.conch.provider.Wish;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Copies a provider's result into our own store, so that it is ours before the task says completed;
 * and hands providers what callers sent.
 */
final class Results {
    private static final Duration FRESH = Duration.ofMinutes(10);

    private final FileStore files;
    private final Retention retention;
    private final HookLinks hooks;
    private final SecureRandom random = new SecureRandom();

    /** Without addresses for providers: for who only reads. */
    Results(FileStore files, Retention retention) {
        this(files, retention, HookLinks.none());
    }

    Results(FileStore files, Retention retention, HookLinks hooks) {
        this.files = files;
        this.retention = retention;
        this.hooks = hooks;
    }

    /** What a provider needs to know of {@code task}. */
    VideoRequest request(Task task) {
        var model = task.progress().upstreamModel();
        var wish = withAddresses(task, wish(task));
        return new VideoRequest(
                task.id(),
                task.progress().attempts(),
                model == null ? wish : wish.as(model),
                hooks.of(task.id()).orElse(null));
    }

    /**
     * A provider may fetch an image from where the caller has it, while that is fresh: links of
     * callers die. Later, and whenever it is tried again, the image goes as data. What is decided
     * here is the same whenever it is asked about one attempt, so that a submit can be repeated.
     */
    private static Wish withAddresses(Task task, Wish wish) {
        var urls = task.order().parameters().frameUrls();
        var progress = task.progress();
        var started = progress.startedAt();
        if (urls == null
                || started == null
                || progress.attempts() != 1
                || started.isAfter(task.createdAt().plus(FRESH))) {
            return wish;
        }
        return wish.with(at(wish.firstFrame(), urls.first()), at(wish.lastFrame(), urls.last()));
    }

    private static Wish.@Nullable Picture at(Wish.@Nullable Picture picture, @Nullable String url) {
        return picture == null ? null : picture.at(url);
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
                        wanted.watermark(),
                        wanted.aspectRatio(),
                        references(wanted.references())));
    }

    private Wish.References references(TaskOrder.Parameters.@Nullable References wanted) {
        return wanted == null
                ? Wish.References.NONE
                : new Wish.References(
                        wanted.images().stream().map(this::stored).toList(),
                        wanted.videos(),
                        wanted.audios());
    }

    private Wish.@Nullable Picture picture(@Nullable String sha256) {
        return sha256 == null ? null : stored(sha256);
    }

    /** The image with this hash; it was checked and stored at accept. */
    private Wish.Picture stored(String sha256) {
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
            var asset =
                    asset(kept, TaskAsset.Kind.VIDEO, movie).with(provenance(kept, movie.sha256()));
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
        var ending = movie ? movieEnding(kept.video().video()) : "jpg";
        return new TaskAsset(
                (movie ? "vid_" : "pst_") + randomId(),
                task.id(),
                task.order().buyer().projectId(),
                kind,
                file.sha256(),
                movie ? "video/" + ending : "image/jpeg",
                task.id().shortForm() + "." + ending,
                file.bytes(),
                kept.video().facts(),
                kept.at(),
                kept.expiresAt(),
                null,
                null);
    }

    /** The provider's files are named after what they were found to be. */
    private static String movieEnding(Path file) {
        return file.toString().endsWith(".webm") ? "webm" : "mp4";
    }

    /** What is known of how the file came about, and what marks it carries. */
    private Provenance provenance(Kept kept, String sha256) {
        var task = kept.task();
        var buyer = task.order().buyer();
        var wish = request(task).wish();
        var marks = marks(kept.video().video());
        return new Provenance(
                task.id(),
                buyer.accountId(),
                buyer.projectId(),
                buyer.apiKeyId(),
                Objects.requireNonNullElse(task.progress().provider(), ""),
                wish.model(),
                wish.upstreamModel(),
                task.progress().providerTaskId(),
                kept.at(),
                sha256,
                wish.options().watermark(),
                marks.map(VideoMarks::c2pa).orElse(null),
                marks.map(VideoMarks::aigc).orElse(null));
    }

    private static Optional<VideoMarks> marks(Path file) {
        try {
            return VideoMarks.of(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
                null,
                null);
    }

    private String randomId() {
        var bits = new byte[16];
        random.nextBytes(bits);
        return HexFormat.of().formatHex(bits);
    }
}
