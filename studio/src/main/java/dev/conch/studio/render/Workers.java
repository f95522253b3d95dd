package dev.conch.studio.render;

import java.util.ArrayList;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A few threads that share out numbered jobs. Which thread does which job is open, so a job must
 * write only what is its own.
 */
final class Workers implements AutoCloseable {
    /** One of the jobs; {@code worker} counts from 0 and never runs two jobs at once. */
    interface Job {
        void run(int worker, int job);
    }

    private final int threads;
    private final ExecutorService pool;

    Workers(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, was " + threads);
        }
        this.threads = threads;
        pool =
                Executors.newFixedThreadPool(
                        threads, Thread.ofPlatform().daemon().name("conch-render-", 0).factory());
    }

    int threads() {
        return threads;
    }

    /**
     * Runs jobs 0 to {@code jobs} - 1 and waits for all.
     *
     * @throws CancellationException if the calling thread is interrupted; its interrupt flag stays
     *     set and no job runs on
     */
    void run(int jobs, Job job) {
        var next = new AtomicInteger();
        var stop = new AtomicBoolean();
        var running = new ArrayList<Future<?>>();
        for (int i = 0; i < threads; i++) {
            int worker = i;
            running.add(pool.submit(() -> drain(worker, jobs, job, next, stop)));
        }
        var interrupted = false;
        RuntimeException failure = null;
        for (var future : running) {
            var done = false;
            while (!done) {
                try {
                    future.get();
                    done = true;
                } catch (InterruptedException _) {
                    interrupted = true;
                    stop.set(true);
                } catch (ExecutionException e) {
                    failure = new IllegalStateException("a render stage failed", e.getCause());
                    done = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
            throw new CancellationException("rendering was interrupted");
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static void drain(
            int worker, int jobs, Job job, AtomicInteger next, AtomicBoolean stop) {
        try {
            for (int i = next.getAndIncrement();
                    i < jobs && !stop.get();
                    i = next.getAndIncrement()) {
                job.run(worker, i);
            }
        } catch (RuntimeException | Error e) {
            stop.set(true);
            throw e;
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
