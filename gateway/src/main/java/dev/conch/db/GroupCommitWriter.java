package dev.conch.db;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.jdbi.v3.core.Handle;

/**
 * The only writer: a platform thread that runs all waiting pieces of work, each in a savepoint,
 * under one commit.
 *
 * <p>One synced commit serves everybody who waits, so the rate grows with the callers. A piece that
 * throws is rolled back alone. Callers wait until the commit is on disk. Shared between threads.
 */
final class GroupCommitWriter implements AutoCloseable {
    /** More than this under one commit would make the first of them wait too long. */
    private static final int LARGEST_GROUP = 256;

    private final Handle handle;
    private final Transaction transaction;
    private final Control control;
    private final BlockingQueue<Job<?>> jobs = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile boolean closed;

    GroupCommitWriter(Handle handle) {
        this.handle = handle;
        this.transaction = new Transaction(handle);
        this.control = Control.of(handle);
        this.thread = Thread.ofPlatform().name("db-writer").daemon().start(this::run);
    }

    /** Runs {@code work} and returns once it is durable. */
    <T> T write(Work<T> work) {
        if (Thread.currentThread().equals(thread)) {
            throw new IllegalStateException("a transaction cannot wait for another one");
        }
        var job = new Job<>(work);
        jobs.add(job);
        if (closed) {
            job.done.completeExceptionally(new IllegalStateException("the database is closed"));
        }
        try {
            return job.done.join();
        } catch (CompletionException e) {
            throw unwrapped(e);
        }
    }

    private static RuntimeException unwrapped(CompletionException e) {
        if (e.getCause() instanceof RuntimeException cause) {
            return cause;
        }
        if (e.getCause() instanceof Error cause) {
            throw cause;
        }
        return e;
    }

    private void run() {
        var group = new ArrayList<Job<?>>(LARGEST_GROUP);
        while (true) {
            try {
                group.add(jobs.take());
            } catch (InterruptedException _) {
                break;
            }
            jobs.drainTo(group, LARGEST_GROUP - 1);
            commit(group);
            group.clear();
        }
        var left = new ArrayList<Job<?>>();
        jobs.drainTo(left);
        left.forEach(j -> j.fail(new IllegalStateException("the database is closed")));
    }

    private void commit(List<Job<?>> group) {
        try {
            control.begin.execute();
            for (var job : group) {
                runInSavepoint(job);
            }
            control.commit.execute();
        } catch (SQLException e) {
            var failure = new IllegalStateException("commit failed, nothing of it is kept", e);
            rollBack(failure);
            group.forEach(job -> job.fail(failure));
            return;
        }
        group.forEach(Job::publish);
    }

    private void runInSavepoint(Job<?> job) throws SQLException {
        control.savepoint.execute();
        try {
            job.run(transaction);
        } catch (RuntimeException | Error e) {
            control.undo.execute();
            job.refuse(e);
        }
        control.release.execute();
    }

    private void rollBack(IllegalStateException failure) {
        try {
            control.rollback.execute();
        } catch (SQLException e) {
            failure.addSuppressed(e); // SQLite has already rolled back, for example on a full disk
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        handle.close();
    }

    private record Control(
            PreparedStatement begin,
            PreparedStatement savepoint,
            PreparedStatement release,
            PreparedStatement undo,
            PreparedStatement commit,
            PreparedStatement rollback) {
        static Control of(Handle handle) {
            var connection = handle.getConnection();
            try {
                return new Control(
                        connection.prepareStatement("begin immediate"),
                        connection.prepareStatement("savepoint piece"),
                        connection.prepareStatement("release piece"),
                        connection.prepareStatement("rollback to piece"),
                        connection.prepareStatement("commit"),
                        connection.prepareStatement("rollback"));
            } catch (SQLException e) {
                throw new IllegalStateException("cannot prepare the writer", e);
            }
        }
    }

    /** One caller's work and the place where its result appears after the commit. */
    private static final class Job<T> {
        private final Work<T> work;
        private final CompletableFuture<T> done = new CompletableFuture<>();
        private Runnable outcome = () -> {};

        Job(Work<T> work) {
            this.work = work;
        }

        void run(Transaction tx) {
            T result = work.run(tx);
            outcome = () -> done.complete(result);
        }

        void refuse(Throwable cause) {
            outcome = () -> done.completeExceptionally(cause);
        }

        void fail(Throwable cause) {
            done.completeExceptionally(cause);
        }

        void publish() {
            outcome.run();
        }
    }
}
