package dev.conch.provider.http;

import dev.conch.studio.encode.Poster;
import dev.conch.studio.encode.ProbedVideo;
import dev.conch.studio.encode.VideoDecoder;
import dev.conch.studio.encode.VideoProbe;
import dev.conch.studio.image.Rgb;
import dev.conch.studio.image.Yuv420;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The child process's main class: reads one video to its end, says in one line what it is, and
 * writes its poster. Ended with its parent, because then its standard input ends.
 */
public final class InspectorProcess {
    static final String VIDEO = "video";
    static final String REFUSED = "refused";

    /** The part of a film that a poster may be from. */
    private static final double POSTER_SECONDS = 4;

    private static final int MOST_DECODED = 150;

    /** Mean luma, 16 is black; a fade-in passes this soon. */
    private static final double DARK = 40;

    /** Larger frames are not decoded: eight thousand by four thousand. */
    private static final long MOST_PIXELS = 8192L * 4352;

    private InspectorProcess() {}

    /** Takes the video and where to write the poster. */
    public static void main(String[] arguments) {
        volunteer();
        Thread.ofPlatform().daemon().name("parent").start(InspectorProcess::endWithParent);
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        out.println();
        out.println(inspect(Path.of(arguments[0]), Path.of(arguments[1])));
    }

    /** When memory runs out, Linux shall end this process and not our parent. */
    private static void volunteer() {
        try {
            Files.writeString(Path.of("/proc/self/oom_score_adj"), "1000");
        } catch (IOException | SecurityException _) {
            // another system, or not allowed
        }
    }

    private static void endWithParent() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException _) {
            // gone as well
        }
        Runtime.getRuntime().halt(1);
    }

    private static String inspect(Path file, Path posterFile) {
        ProbedVideo video;
        try {
            video = VideoProbe.probe(file);
        } catch (RuntimeException e) {
            return REFUSED + "\t" + oneLine(String.valueOf(e.getMessage()));
        }
        boolean poster = poster(file, video, posterFile);
        return String.join(
                "\t",
                VIDEO,
                String.valueOf(video.width()),
                String.valueOf(video.height()),
                String.valueOf(video.fps()),
                String.valueOf(video.frames()),
                String.valueOf(video.durationSeconds()),
                oneLine((video.codec() + " " + video.profile()).strip()),
                String.valueOf(poster));
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }

    /** Whether one could be made: a codec that nobody here reads is no fault of the video's. */
    private static boolean poster(Path file, ProbedVideo video, Path target) {
        if ((long) video.width() * video.height() > MOST_PIXELS) {
            return false;
        }
        try {
            var picture = early(file, video.fps());
            if (picture.isPresent()) {
                Files.write(target, Poster.jpeg(picture.get()));
                return true;
            }
        } catch (RuntimeException | IOException e) {
            System.out.println(oneLine("no poster: " + e));
        }
        return false;
    }

    /** The first frame that is not dark, or of the dark ones the brightest. */
    private static Optional<Rgb> early(Path file, double fps) {
        double frames = Math.clamp(fps * POSTER_SECONDS, 1, MOST_DECODED);
        Yuv420 best = null;
        double bestLuma = -1;
        try (var decoder = new VideoDecoder(file)) {
            for (int i = 0; i < frames && bestLuma < DARK; i++) {
                var frame = next(decoder, best);
                if (frame.isEmpty()) {
                    break;
                }
                double luma = luma(frame.get());
                if (luma > bestLuma) {
                    best = frame.get();
                    bestLuma = luma;
                }
            }
        }
        return Optional.ofNullable(best).map(Yuv420::toRgb);
    }

    /** A frame that is broken ends the search, unless there is nothing better. */
    private static Optional<Yuv420> next(VideoDecoder decoder, @Nullable Yuv420 best) {
        try {
            return decoder.next();
        } catch (RuntimeException e) {
            if (best == null) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private static double luma(Yuv420 frame) {
        int pixels = frame.width() * frame.height();
        long sum = 0;
        for (int i = 0; i < pixels; i++) {
            sum += frame.data()[i] & 255;
        }
        return (double) sum / pixels;
    }
}
