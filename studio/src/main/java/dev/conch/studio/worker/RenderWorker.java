package dev.conch.studio.worker;

import dev.conch.studio.RenderJob;
import dev.conch.studio.Studio;
import dev.conch.studio.worker.Protocol.Command;
import dev.conch.studio.worker.Protocol.Event;
import dev.conch.studio.worker.Protocol.Kind;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * The child process's main class: jobs come in over standard input, one at a time, events go out.
 *
 * <p>It ends when its input ends, also in the middle of a render, so it never outlives its parent.
 */
public final class RenderWorker {
    private static final Duration FAREWELL = Duration.ofSeconds(1);

    private final OutputStream events;
    private final int threads;
    private String currentId = "";
    private @Nullable Thread current;

    private RenderWorker(OutputStream events, int threads) {
        this.events = events;
        this.threads = threads;
    }

    /** Takes one argument, the number of threads to render with. */
    public static void main(String[] arguments) throws IOException {
        var events = new FileOutputStream(FileDescriptor.out);
        System.setOut(System.err); // a stray print must not look like an event
        var worker = new RenderWorker(events, Integer.parseInt(arguments[0]));
        try (var commands =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            worker.serve(commands);
        }
        Runtime.getRuntime().halt(0); // whatever natives and threads are still doing
    }

    private void serve(BufferedReader commands) throws IOException {
        send(Event.ready());
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            obey(line);
        }
        Thread rendering = current;
        if (rendering != null) {
            rendering.interrupt();
            try {
                rendering.join(FAREWELL); // time to delete unfinished files
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void obey(String line) {
        Command command;
        try {
            command = Protocol.read(line, Command.class);
        } catch (IllegalArgumentException malformed) {
            send(Event.ended("", Kind.FAILED, String.valueOf(malformed.getMessage())));
            return;
        }
        Thread rendering = current;
        RenderJob job = command.job();
        if (command.cancel()) {
            if (rendering != null && command.id().equals(currentId)) {
                rendering.interrupt();
            }
        } else if (job == null) {
            send(Event.ended(command.id(), Kind.FAILED, "a command needs a job or a cancel"));
        } else if (rendering != null && !ended(rendering)) {
            send(Event.ended(command.id(), Kind.FAILED, "busy with job " + currentId));
        } else {
            currentId = command.id();
            current = Thread.ofPlatform().name("render").start(() -> render(command.id(), job));
        }
    }

    /** A job's last event is sent by its own thread, which needs a moment more to end. */
    private static boolean ended(Thread rendering) {
        try {
            return rendering.join(FAREWELL);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void render(String id, RenderJob job) {
        Event last;
        try {
            last =
                    Event.done(
                            id,
                            Studio.render(
                                    job,
                                    threads,
                                    (done, total) -> send(Event.progress(id, done, total))));
        } catch (CancellationException canceled) {
            last = Event.ended(id, Kind.CANCELED, "");
        } catch (IllegalArgumentException refused) {
            last = Event.ended(id, Kind.REFUSED, String.valueOf(refused.getMessage()));
        } catch (RuntimeException | LinkageError failed) {
            failed.printStackTrace();
            last = Event.ended(id, Kind.FAILED, failed.toString());
        }
        send(last);
    }

    private synchronized void send(Event event) {
        try {
            events.write(Protocol.line(event));
        } catch (IOException parentGone) {
            throw new UncheckedIOException(parentGone);
        }
    }
}
