package dev.conch.provider.http;

import dev.conch.provider.VideoFacts;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;

/**
 * Finds out what a stranger's video file is, in a process of its own for each file.
 *
 * <p>FFmpeg is native code that reads a file which others made: whatever it does to the process
 * that runs it costs that file and nothing else. The process has its own bounded heap, none of our
 * environment, a time after which it is killed, and is what Linux ends first when memory runs out.
 *
 * <p>Shared between threads; only some files are inspected at once.
 */
final class VideoInspector implements Inspector {
    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final int AT_ONCE = 2;
    private static final int LONGEST_REPORT = 64 << 10;

    /** What a Java process needs of the environment to start. */
    private static final Set<String> ENVIRONMENT =
            Set.of("PATH", "HOME", "USERPROFILE", "SystemRoot", "TMP", "TEMP", "LD_LIBRARY_PATH");

    private final Semaphore room = new Semaphore(AT_ONCE);
    private final Duration longest;

    VideoInspector() {
        this(LONGEST);
    }

    VideoInspector(Duration longest) {
        this.longest = longest;
    }

    @Override
    public Finding inspect(Path video, Path poster) throws IOException, InterruptedException {
        room.acquire();
        try {
            return finding(report(video, poster), poster);
        } finally {
            room.release();
        }
    }

    private String report(Path video, Path poster) throws IOException, InterruptedException {
        var output = video.resolveSibling(video.getFileName() + ".report");
        var crash = video.resolveSibling(video.getFileName() + ".crash");
        var builder =
                new ProcessBuilder(command(video, poster, crash))
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        builder.environment().keySet().retainAll(ENVIRONMENT);
        try {
            var process = builder.start();
            try {
                if (!process.waitFor(longest)) {
                    throw new IOException("reading the video took more than " + longest);
                }
            } finally {
                process.destroyForcibly();
            }
            return lastLine(output, process.exitValue());
        } finally {
            Files.deleteIfExists(output);
            Files.deleteIfExists(crash);
        }
    }

    private static List<String> command(Path video, Path poster, Path crash) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=" + crash,
                "-Djava.awt.headless=true",
                "-cp",
                classPath(),
                InspectorProcess.class.getName(),
                video.toString(),
                poster.toString());
    }

    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String lastLine(Path output, int exitCode) throws IOException {
        if (exitCode != 0) {
            throw new IOException("the video broke its reader, which ended with " + exitCode);
        }
        try (var in = Files.newInputStream(output)) {
            var text = new String(in.readNBytes(LONGEST_REPORT), StandardCharsets.UTF_8).strip();
            return text.substring(text.lastIndexOf('\n') + 1);
        }
    }

    private static Finding finding(String report, Path poster) throws IOException {
        var fields = report.split("\t", -1);
        if (!fields[0].equals(InspectorProcess.VIDEO) || fields.length != 8) {
            throw new IOException("the file is no video: " + fields[fields.length - 1]);
        }
        try {
            var facts =
                    new VideoFacts(
                            Integer.parseInt(fields[1]),
                            Integer.parseInt(fields[2]),
                            (int) Math.round(Double.parseDouble(fields[3])),
                            Integer.parseInt(fields[4]),
                            Double.parseDouble(fields[5]),
                            fields[6]);
            check(facts, Double.parseDouble(fields[3]));
            return new Finding(facts, Boolean.parseBoolean(fields[7]) ? poster : null);
        } catch (NumberFormatException e) {
            throw new IOException("the video's reader said: " + report, e);
        }
    }

    /** A track that is announced and not there, or is there in part, is a file that was cut off. */
    private static void check(VideoFacts facts, double fps) throws IOException {
        if (facts.width() <= 0 || facts.height() <= 0 || facts.frames() <= 0) {
            throw new IOException("the video holds no pictures: " + facts);
        }
        double expected = fps * facts.durationSeconds();
        if (facts.frames() + 2 < 0.9 * expected) {
            throw new IOException(
                    "the video has %d frames of about %.0f".formatted(facts.frames(), expected));
        }
    }
}
