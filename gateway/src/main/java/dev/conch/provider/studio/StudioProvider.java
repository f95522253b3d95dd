package dev.conch.provider.studio;

import dev.conch.base.Money;
import dev.conch.provider.CancelOutcome;
import dev.conch.provider.Failure;
import dev.conch.provider.FetchedVideo;
import dev.conch.provider.PollOutcome;
import dev.conch.provider.SubmitOutcome;
import dev.conch.provider.VideoFacts;
import dev.conch.provider.VideoProvider;
import dev.conch.provider.VideoRequest;
import dev.conch.provider.Wish;
import dev.conch.studio.RenderJob;
import dev.conch.studio.RenderResult;
import dev.conch.studio.StudioException;
import dev.conch.studio.image.ImageReader;
import dev.conch.studio.scene.SceneJson;
import dev.conch.studio.worker.ChildSettings;
import dev.conch.studio.worker.StudioProcess;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Renders with the studio, as many at once as there are child processes. Shared between threads.
 *
 * <p>A render lives in this process's memory: after a restart it is lost, and since it costs
 * nothing, made anew.
 */
public final class StudioProvider implements VideoProvider {
    private static final Logger LOG = LoggerFactory.getLogger(StudioProvider.class);
    private static final int FPS = 24;
    private static final Pattern RATIO = Pattern.compile("[1-9][0-9]?:[1-9][0-9]?");
    private static final Duration NEXT_POLL = Duration.ofMillis(250);

    /** A child process may die of no fault of the task's; a task that kills two is at fault. */
    private static final int ATTEMPTS = 2;

    /** A child that has not finished a frame for so long hangs. */
    private static final Duration STALL = Duration.ofMinutes(10);

    private final Settings settings;
    private final Path work;
    private final Map<String, Render> renders = new ConcurrentHashMap<>();
    private final BlockingQueue<StudioProcess> idle;

    /**
     * How to render.
     *
     * @param renders how many at once
     * @param draft few samples: quick and grainy
     * @param threads of each render; 0 for one a core
     * @param heapMegabytes of each child process
     * @param seed mixed with the prompt: the same prompt under the same seed is the same video,
     *     byte for byte
     */
    public record Settings(int renders, boolean draft, int threads, int heapMegabytes, long seed) {}

    private StudioProvider(Settings settings, Path work) {
        this.settings = settings;
        this.work = work;
        this.idle = new ArrayBlockingQueue<>(settings.renders());
        for (int i = 0; i < settings.renders(); i++) {
            idle.add(new StudioProcess(child(settings)));
        }
    }

    private static ChildSettings child(Settings settings) {
        int threads =
                settings.threads() == 0
                        ? Runtime.getRuntime().availableProcessors()
                        : settings.threads();
        return new ChildSettings(
                threads,
                settings.heapMegabytes(),
                STALL,
                line -> LOG.atInfo().addKeyValue("line", line).log("studio process"));
    }

    /**
     * A studio with {@code work} as its folder for unfinished files; what an earlier run left there
     * is deleted. Child processes start with the first render.
     */
    public static StudioProvider start(Settings settings, Path work) {
        delete(work);
        return new StudioProvider(settings, work);
    }

    @Override
    public String name() {
        return "studio";
    }

    @Override
    public int concurrency() {
        return settings.renders();
    }

    @Override
    public boolean submitsAreFree() {
        return true;
    }

    @Override
    public Optional<String> objection(Wish wish) {
        return objectionTo(wish);
    }

    /** Why no studio can make this. Its mark is in the file's metadata, not in the picture. */
    public static Optional<String> objectionTo(Wish wish) {
        if (wish.options().watermark()) {
            return Optional.of("The studio cannot draw a visible mark on its videos");
        }
        if (wish.mode() == Wish.Mode.REFERENCES) {
            return Optional.of(
                    "The studio makes videos from text, or from a first frame: it cannot model one"
                            + " on reference images, videos or sounds");
        }
        if (wish.lastFrame() != null && wish.firstFrame() == null) {
            return Optional.of("The studio needs a first frame where there is a last one");
        }
        var ratio = wish.options().aspectRatio();
        return ratio == null || RATIO.matcher(ratio).matches()
                ? Optional.empty()
                : Optional.of(
                        "The studio makes the aspect ratio that is named, such as 16:9, not "
                                + ratio);
    }

    @Override
    public SubmitOutcome submit(VideoRequest request) {
        var id = request.taskId() + "-" + request.attempt();
        var render = new Render(work.resolve(id));
        renders.put(id, render);
        render.thread = Thread.ofVirtual().name("render-" + id).start(() -> run(render, request));
        return new SubmitOutcome.Accepted(id);
    }

    private void run(Render render, VideoRequest request) {
        StudioProcess process = null;
        try {
            process = idle.take();
            Files.createDirectories(render.folder);
            render.result =
                    process.render(
                            job(request, render.folder),
                            (done, total) -> render.fraction = (double) done / total);
        } catch (IllegalArgumentException e) {
            render.failure = new Failure("invalid_input", String.valueOf(e.getMessage()));
        } catch (CancellationException | InterruptedException _) {
            render.failure = new Failure("canceled", "The render was canceled");
        } catch (StudioException | IOException | UncheckedIOException e) {
            LOG.atError().addKeyValue("task_id", request.taskId()).setCause(e).log("render failed");
            render.lost = request.attempt() < ATTEMPTS;
            render.failure =
                    new Failure(
                            "render_failed",
                            "The studio could not render this video; nothing was charged");
        } finally {
            if (process != null) {
                idle.add(process);
            }
        }
    }

    private RenderJob job(VideoRequest request, Path folder) throws IOException {
        var wish = request.wish();
        var size = size(wish);
        return new RenderJob(
                wish.prompt(),
                size.width(),
                size.height(),
                FPS,
                wish.durationSeconds() * FPS,
                settings.seed() ^ wish.prompt().hashCode(),
                settings.draft(),
                file(wish.firstFrame()),
                file(wish.lastFrame()),
                folder.resolve("video.mp4"),
                folder.resolve("poster.jpg"),
                null);
    }

    private static @Nullable Path file(Wish.@Nullable Picture image) {
        return image == null ? null : image.file();
    }

    private static FrameSize size(Wish wish) throws IOException {
        if (wish.firstFrame() == null) {
            var ratio = wish.options().aspectRatio();
            return ratio == null
                    ? FrameSize.ofText(wish.shortSide())
                    : FrameSize.ofText(wish.shortSide(), ratio);
        }
        var image = ImageReader.inspect(Files.readAllBytes(wish.firstFrame().file()));
        return FrameSize.ofImage(wish.shortSide(), image.width(), image.height());
    }

    @Override
    public PollOutcome poll(String id) {
        var render = renders.get(id);
        if (render == null || render.lost) {
            return new PollOutcome.Lost();
        }
        if (render.failure != null) {
            return new PollOutcome.Failed(render.failure);
        }
        return render.result != null
                ? new PollOutcome.Succeeded()
                : new PollOutcome.Running(render.fraction, NEXT_POLL);
    }

    @Override
    public FetchedVideo fetch(String id) {
        var render = renders.get(id);
        var result = render == null ? null : render.result;
        if (render == null || result == null) {
            throw new UncheckedIOException(new IOException("render " + id + " is not here"));
        }
        var video = result.video();
        return new FetchedVideo(
                render.folder.resolve("video.mp4"),
                render.folder.resolve("poster.jpg"),
                new VideoFacts(
                        video.width(),
                        video.height(),
                        FPS,
                        video.frames(),
                        video.durationSeconds(),
                        video.codec() + " " + video.profile(),
                        false),
                SceneJson.write(result.interpretation()),
                Money.ZERO);
    }

    /** A finished render can still be dropped: it cost nobody anything. */
    @Override
    public CancelOutcome cancel(String id) {
        forget(id);
        return new CancelOutcome.Canceled();
    }

    @Override
    public void forget(String id) {
        var render = renders.remove(id);
        if (render == null) {
            return;
        }
        var thread = render.thread;
        if (thread != null) {
            thread.interrupt();
        }
        delete(render.folder);
    }

    @Override
    public void close() {
        renders.values()
                .forEach(
                        render -> {
                            var thread = render.thread;
                            if (thread != null) {
                                thread.interrupt();
                            }
                        });
        for (int i = 0; i < settings.renders(); i++) {
            try {
                idle.take().close();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (var paths = Files.walk(folder)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.atWarn().addKeyValue("folder", folder).setCause(e).log("could not be deleted");
        }
    }

    /** One render: written by its own thread, read by pollers. */
    private static final class Render {
        private final Path folder;
        private volatile @Nullable Thread thread;
        private volatile double fraction;
        private volatile @Nullable RenderResult result;
        private volatile boolean lost;
        private volatile @Nullable Failure failure;

        Render(Path folder) {
            this.folder = folder;
        }
    }
}
