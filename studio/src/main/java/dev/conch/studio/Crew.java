package dev.conch.studio;

import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Threads that work ahead for one render. The thread that waits for them can be interrupted. */
final class Crew implements AutoCloseable {
    private static final long PATIENCE_MILLIS = 300;

    private final ExecutorService threads;
    private final Runnable lastOneOut;

    /**
     * Starts no thread before the first task.
     *
     * @param lastOneOut run when no thread works any more, be it after {@link #close}
     */
    Crew(int size, Runnable lastOneOut) {
        this.lastOneOut = lastOneOut;
        threads =
                Executors.newFixedThreadPool(
                        size, Thread.ofPlatform().daemon().name("studio-", 0).factory());
    }

    <T> Future<T> begin(Callable<T> task) {
        return threads.submit(task);
    }

    /**
     * Waits for a task.
     *
     * @throws CancellationException if this thread is interrupted; the interrupt is used up
     */
    static <T> T result(Future<T> task) {
        try {
            if (Thread.interrupted()) { // a finished task's get() would not look
                throw new InterruptedException();
            }
            return task.get();
        } catch (InterruptedException interrupted) {
            throw Cancellation.of(interrupted);
        } catch (ExecutionException failed) {
            switch (failed.getCause()) {
                case RuntimeException known -> throw known;
                case Error error -> throw error;
                case null, default -> throw new StudioException("the render failed", failed);
            }
        }
    }

    /** Stops the threads; one that does not stop soon is left to end by itself. */
    @Override
    public void close() {
        threads.shutdownNow();
        boolean ended = false;
        try {
            ended = threads.awaitTermination(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        if (ended) {
            lastOneOut.run();
        } else {
            Thread.ofPlatform().daemon().name("studio-cleanup").start(this::closeLate);
        }
    }

    private void closeLate() {
        try {
            if (threads.awaitTermination(1, TimeUnit.HOURS)) {
                lastOneOut.run();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
