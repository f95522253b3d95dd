package dev.conch.studio.worker;

import dev.conch.studio.StudioException;
import dev.conch.studio.worker.Protocol.Command;
import dev.conch.studio.worker.Protocol.Event;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** One running child JVM and the threads that listen to it. */
final class Child implements AutoCloseable {
    private static final int LINES_KEPT = 12;
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final Process process;
    private final Consumer<String> stderr;
    private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
    private final Deque<String> lastLines = new ArrayDeque<>();

    private sealed interface Heard {
        record Said(Event event) implements Heard {}

        record Ended(int exitCode) implements Heard {}
    }

    private Child(Process process, Consumer<String> stderr) {
        this.process = process;
        this.stderr = stderr;
    }

    static Child start(ChildSettings settings) {
        try {
            var process = new ProcessBuilder(command(settings)).start();
            var child = new Child(process, settings.stderr());
            Thread complaints =
                    Thread.ofPlatform()
                            .daemon()
                            .name("studio-stderr")
                            .start(() -> child.lines(process.getErrorStream(), child::complain));
            Thread.ofPlatform()
                    .daemon()
                    .name("studio-events")
                    .start(() -> child.listen(complaints));
            return child;
        } catch (IOException failed) {
            throw new StudioException("the studio's process did not start", failed);
        }
    }

    /** Our own java and class path; native code and incubating vectors allowed. */
    private static List<String> command(ChildSettings settings) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx" + settings.maxHeapMegabytes() + "m",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:+DisplayVMOutputToStderr", // standard output is for events
                "-XX:-CreateCoredumpOnCrash",
                "-Djava.awt.headless=true",
                // the renderer stays within its arrays; checking each vector costs a tenth
                "-Djdk.incubator.vector.VECTOR_ACCESS_OOB_CHECK=0",
                "-cp",
                classPath(),
                RenderWorker.class.getName(),
                String.valueOf(settings.threads()));
    }

    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** Sends a command; to a child that has just died it is lost, and {@link #next} will tell. */
    void send(Command command) {
        try {
            var input = process.getOutputStream();
            input.write(Protocol.line(command));
            input.flush();
        } catch (IOException gone) {
            complain("the command did not arrive: " + gone.getMessage());
        }
    }

    /**
     * Waits for the next event.
     *
     * @throws StudioException if the child ended, or said nothing in time, which ends it
     */
    Event next(Duration patience) throws InterruptedException {
        Heard next = heard.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
        return switch (next) {
            case null -> {
                kill();
                throw new StudioException(
                        "the studio's process said nothing for %s and was ended"
                                .formatted(patience));
            }
            case Heard.Said(Event event) -> event;
            case Heard.Ended ended -> {
                heard.add(ended); // for whoever asks again
                throw new StudioException(
                        "the studio's process ended with code %d. Its last words: %s"
                                .formatted(ended.exitCode(), lastWords()));
            }
        };
    }

    void kill() {
        process.destroyForcibly();
    }

    /** Ends the child by closing its input, which also stops a render. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
        } catch (IOException alreadyGone) {
            complain("closing: " + alreadyGone.getMessage());
        }
        try {
            if (!process.waitFor(FAREWELL)) {
                kill();
            }
        } catch (InterruptedException interrupted) {
            kill();
            Thread.currentThread().interrupt();
        }
    }

    private void listen(Thread complaints) {
        lines(process.getInputStream(), this::hear);
        try {
            int exitCode = process.waitFor();
            complaints.join(FAREWELL); // so that the last words are complete
            heard.add(new Heard.Ended(exitCode));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void hear(String line) {
        try {
            heard.add(new Heard.Said(Protocol.read(line, Event.class)));
        } catch (IllegalArgumentException notAnEvent) {
            complain(line); // native code may print where it likes
        }
    }

    private void complain(String line) {
        if (line.startsWith("WARNING: Using incubator modules")) {
            return;
        }
        synchronized (lastLines) {
            lastLines.addLast(line);
            if (lastLines.size() > LINES_KEPT) {
                lastLines.removeFirst();
            }
        }
        stderr.accept(line);
    }

    private String lastWords() {
        synchronized (lastLines) {
            return lastLines.isEmpty() ? "(none)" : String.join(" | ", lastLines);
        }
    }

    private void lines(InputStream stream, Consumer<String> consumer) {
        try (var reader =
                new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                consumer.accept(line);
            }
        } catch (IOException closed) {
            complain("its output broke: " + closed.getMessage());
        }
    }
}
