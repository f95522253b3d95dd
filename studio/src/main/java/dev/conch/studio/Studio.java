package dev.conch.studio;

import dev.conch.studio.encode.Poster;
import dev.conch.studio.encode.ProbedVideo;
import dev.conch.studio.encode.VideoEncoder;
import dev.conch.studio.encode.VideoProbe;
import dev.conch.studio.image.Yuv420;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The studio's front door: a job in, an MP4 and its poster out.
 *
 * <p>Files appear under their names complete and together, or not at all. Several renders may run
 * at once, in directories or under names of their own.
 */
public final class Studio {
    private Studio() {}

    /**
     * Renders a job in this process.
     *
     * @param threads how many cores to use
     * @throws IllegalArgumentException if the job's pictures cannot be used; the message is for the
     *     caller
     * @throws CancellationException within a second after this thread is interrupted; the interrupt
     *     is used up
     * @throws StudioException if something failed that the job is not to blame for
     */
    public static RenderResult render(RenderJob job, int threads, RenderProgress progress) {
        return render(job, threads, progress, Studio::open);
    }

    static RenderResult render(
            RenderJob job, int threads, RenderProgress progress, Shot.Factory shots) {
        Shot shot = prepare(job, threads, shots);
        try (var files = new OutputFiles();
                var crew = new Crew(shot.parallel() ? threads : 1, shot::close)) {
            shot.scene().ifPresent(scene -> writeScene(files, job, scene));
            Path poster = files.partOf(job.poster());
            Path video = files.partOf(job.video());
            try (var encoder = new VideoEncoder(video, job.width(), job.height(), job.fps())) {
                var ahead = new ArrayDeque<Future<Yuv420>>();
                int begun = 0;
                for (int done = 0; done < job.frames(); done++) {
                    while (begun < job.frames() && ahead.size() <= threads) {
                        int next = begun++;
                        ahead.add(crew.begin(() -> shot.frame(next)));
                    }
                    Yuv420 frame = drawn(ahead.remove());
                    if (done == shot.posterFrame()) {
                        write(poster, Poster.jpeg(frame.toRgb()));
                    }
                    encoder.add(frame);
                    progress.frameDone(done + 1, job.frames());
                }
                encoder.finish();
            }
            ProbedVideo facts = checked(job, VideoProbe.probe(video));
            files.publish();
            return new RenderResult(facts, shot.interpretation());
        }
    }

    /** A frame that cannot be drawn is never the caller's mistake, whatever was thrown. */
    private static Yuv420 drawn(Future<Yuv420> frame) {
        try {
            return Crew.result(frame);
        } catch (IllegalArgumentException bug) {
            throw new StudioException("a frame could not be drawn: " + bug.getMessage(), bug);
        }
    }

    /** Opens the shot on another thread, so that this one can be interrupted. */
    private static Shot prepare(RenderJob job, int threads, Shot.Factory shots) {
        var unclaimed = new AtomicReference<@Nullable Shot>();
        try (var crew = new Crew(1, () -> closeUnclaimed(unclaimed))) {
            Shot shot =
                    Crew.result(
                            crew.begin(
                                    () -> {
                                        Shot opened = shots.open(job, threads);
                                        unclaimed.set(opened);
                                        return opened;
                                    }));
            unclaimed.set(null);
            return shot;
        }
    }

    /** A shot that was ready only after the render had been canceled. */
    private static void closeUnclaimed(AtomicReference<@Nullable Shot> unclaimed) {
        Shot shot = unclaimed.getAndSet(null);
        if (shot != null) {
            shot.close();
        }
    }

    private static Shot open(RenderJob job, int threads) {
        Path firstFrame = job.firstFrame();
        return firstFrame == null ? SceneShot.open(job, threads) : ImageShot.open(job, firstFrame);
    }

    /** Believes the file, not the encoder. */
    private static ProbedVideo checked(RenderJob job, ProbedVideo facts) {
        boolean right =
                facts.frames() == job.frames()
                        && facts.width() == job.width()
                        && facts.height() == job.height()
                        && facts.faststart();
        if (!right) {
            throw new StudioException("the finished file is not what was asked for: " + facts);
        }
        return facts;
    }

    private static void writeScene(OutputFiles files, RenderJob job, String scene) {
        Path target = job.scene();
        if (target != null) {
            write(files.partOf(target), scene.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
    }

    private static void write(Path file, byte[] content) {
        try {
            Files.write(file, content);
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot write " + file.getFileName(), failed);
        }
    }
}
