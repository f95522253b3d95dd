package dev.conch.studio.worker;

import dev.conch.studio.Cancellation;
import dev.conch.studio.OutputFiles;
import dev.conch.studio.RenderJob;
import dev.conch.studio.RenderProgress;
import dev.conch.studio.RenderResult;
import dev.conch.studio.StudioException;
import dev.conch.studio.worker.Protocol.Command;
import dev.conch.studio.worker.Protocol.Event;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The studio in a child process: started at the first job, kept warm for the next, started again if
 * it died. Renders one job at a time; further callers wait. Safe for many threads.
 */
public final class StudioProcess implements AutoCloseable {
    private static final Duration CANCEL_PATIENCE = Duration.ofSeconds(1);

    private final ChildSettings settings;
    private final ReentrantLock oneAtATime = new ReentrantLock(true);
    private long jobs;
    private volatile boolean closed;
    private volatile @Nullable Child child;

    public StudioProcess(ChildSettings settings) {
        this.settings = settings;
    }

    /**
     * Renders a job and waits for it.
     *
     * @param progress called by this thread
     * @throws IllegalArgumentException if the job's pictures cannot be used; the message is for the
     *     caller
     * @throws CancellationException about a second after this thread is interrupted, at the latest;
     *     the interrupt is used up, the job has left no files
     * @throws StudioException if the render failed, or the process died or was closed
     */
    public RenderResult render(RenderJob job, RenderProgress progress) {
        try {
            oneAtATime.lockInterruptibly();
        } catch (InterruptedException interrupted) {
            throw Cancellation.of(interrupted);
        }
        try {
            Child running = alive();
            String id = String.valueOf(++jobs);
            running.send(new Command(id, job, false));
            try {
                return await(running, id, progress);
            } catch (InterruptedException interrupted) {
                return cancel(running, id, interrupted);
            } finally {
                if (!running.isAlive()) {
                    OutputFiles.deleteLeftovers(job);
                }
            }
        } finally {
            oneAtATime.unlock();
        }
    }

    /** The child's process id, while there is one. */
    public OptionalLong pid() {
        Child running = child;
        return running != null && running.isAlive()
                ? OptionalLong.of(running.pid())
                : OptionalLong.empty();
    }

    /** Ends the child; a render under way fails. */
    @Override
    public void close() {
        closed = true;
        Child running = child;
        if (running != null) {
            running.close();
        }
    }

    private Child alive() {
        Child running = child;
        if (closed) {
            throw new StudioException("the studio is closed");
        }
        if (running == null || !running.isAlive()) {
            running = Child.start(settings);
            child = running;
            if (closed) { // closed meanwhile, and close() saw no child
                running.close();
            }
        }
        return running;
    }

    private RenderResult await(Child running, String id, RenderProgress progress)
            throws InterruptedException {
        while (true) {
            Event event = running.next(settings.stall());
            if (!event.id().equals(id)) {
                continue; // ready, or the end of a job that was given up
            }
            if (event.event().isLast()) {
                return result(event);
            }
            progress.frameDone(event.done(), event.total());
        }
    }

    private static RenderResult result(Event event) {
        String message = event.message() == null ? "" : event.message();
        return switch (event.event()) {
            case DONE -> {
                RenderResult result = event.result();
                if (result == null) {
                    throw new StudioException("the studio's process sent no result");
                }
                yield result;
            }
            case REFUSED -> throw new IllegalArgumentException(message);
            case CANCELED -> throw new CancellationException("the render was canceled");
            case FAILED, READY, PROGRESS -> throw new StudioException(message);
        };
    }

    /** A render that finishes at this very moment counts; the interrupt then stays. */
    private static RenderResult cancel(Child running, String id, InterruptedException cause) {
        running.send(new Command(id, null, true));
        long end = System.nanoTime() + CANCEL_PATIENCE.toNanos();
        try {
            while (true) {
                var left = Duration.ofNanos(Math.max(1, end - System.nanoTime()));
                Event event = running.next(left);
                if (event.id().equals(id) && event.event() == Protocol.Kind.DONE) {
                    Thread.currentThread().interrupt();
                    return result(event);
                }
                if (event.id().equals(id) && event.event().isLast()) {
                    throw Cancellation.of(cause);
                }
            }
        } catch (InterruptedException | StudioException gone) {
            running.kill();
            throw Cancellation.of(cause);
        }
    }
}
