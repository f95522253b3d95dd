package dev.conch.db;

import dev.conch.db.WriteSession.Trouble;

import java.io.Serial;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * A writer: a platform thread that runs all waiting pieces of work under one commit, so that one
 * synced commit serves everybody who waits and the rate grows with the callers.
 *
 * <p>A piece that throws is undone alone. Pieces run in the order of their account ids, so that the
 * writers of all nodes take locks in the same order; those of one account in the order in which
 * they came. Callers wait until the commit is durable. Shared between threads.
 */
final class GroupCommitWriter implements AutoCloseable {
    private static final int TRIES = 8;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(5);

    private final Supplier<? extends WriteSession> sessions;
    private final int largestGroup;
    private final BlockingQueue<Job<?>> jobs = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile boolean closed;

    /**
     * @param sessions asked once per transaction; may throw {@link DatabaseUnavailable}
     * @param largestGroup more than this under one commit would make the first of them wait too
     *     long
     */
    GroupCommitWriter(String name, Supplier<? extends WriteSession> sessions, int largestGroup) {
        this.sessions = sessions;
        this.largestGroup = largestGroup;
        this.thread = Thread.ofPlatform().name(name).daemon().start(this::run);
    }

    /** Runs {@code work} and returns once it is durable. */
    <T> T write(long accountId, Work<T> work) {
        var job = new Job<>(accountId, work);
        jobs.add(job);
        if (closed && jobs.remove(job)) {
            job.fail(closedDatabase());
        }
        try {
            return job.done.join();
        } catch (CompletionException e) {
            throw unwrapped(e);
        }
    }

    /** Whether the calling thread is this writer's, which would wait for itself. */
    boolean isCaller() {
        return Thread.currentThread().equals(thread);
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

    private static IllegalStateException closedDatabase() {
        return new IllegalStateException("the database is closed");
    }

    private void run() {
        var group = new ArrayList<Job<?>>(largestGroup);
        while (!closed) {
            try {
                group.add(jobs.take());
            } catch (InterruptedException _) {
                break;
            }
            jobs.drainTo(group, largestGroup - 1);
            group.sort(Comparator.comparingLong(job -> job.accountId));
            runTogether(group);
            group.clear();
        }
        jobs.drainTo(group);
        group.forEach(job -> job.fail(closedDatabase()));
    }

    private void runTogether(List<Job<?>> group) {
        try {
            attempt(group);
        } catch (Undone e) {
            if (e.trouble == Trouble.LOST) {
                group.forEach(job -> job.fail(e.forCaller()));
            } else {
                group.forEach(this::runAlone);
            }
        } catch (RuntimeException | Error e) {
            group.forEach(job -> job.fail(e));
        }
    }

    private void runAlone(Job<?> job) {
        var pause = FIRST_PAUSE;
        for (int tried = 1; ; tried++) {
            try {
                attempt(List.of(job));
                return;
            } catch (Undone e) {
                if (e.trouble != Trouble.CONFLICT || tried == TRIES || closed) {
                    job.fail(e.forCaller());
                    return;
                }
            } catch (RuntimeException | Error e) {
                job.fail(e);
                return;
            }
            LockSupport.parkNanos(pause.toNanos());
            pause = pause.multipliedBy(2);
        }
    }

    /** Runs {@code group} in one transaction and hands the results to the callers. */
    private void attempt(List<Job<?>> group) throws Undone {
        try (var session = sessions.get()) {
            try {
                var signals = new LinkedHashSet<Signal>();
                session.begin();
                for (var job : group) {
                    runPiece(job, session, signals);
                }
                session.commit(signals);
            } catch (SQLException e) {
                throw undone(session, e, session.troubleWith(e));
            } catch (RuntimeException | Error e) {
                throw undone(session, e, Trouble.LOST); // nobody knows how far it came
            }
        }
        group.forEach(Job::publish);
    }

    private static void runPiece(Job<?> job, WriteSession session, Collection<Signal> signals)
            throws Undone {
        var own = new ArrayList<Signal>();
        try {
            job.run(new Transaction(session.handle(), session.dialect(), own::add));
            session.keep();
            signals.addAll(own);
        } catch (RuntimeException | Error | SQLException e) {
            var trouble = session.troubleWith(e);
            if (trouble != Trouble.PIECE) {
                throw undone(session, e, trouble);
            }
            undo(session, e);
            job.refuse(e instanceof SQLException sql ? hidden(sql) : e);
        }
    }

    private static void undo(WriteSession session, Throwable cause) throws Undone {
        try {
            session.undo();
        } catch (SQLException e) {
            cause.addSuppressed(e); // SQLite undoes the whole transaction when its disk is full
            throw undone(session, cause, session.troubleWith(e));
        }
    }

    /** PostgreSQL ends a piece with its first failed statement, even if the work goes on. */
    private static IllegalStateException hidden(SQLException cause) {
        return new IllegalStateException("a statement failed and the work went on", cause);
    }

    private static Undone undone(WriteSession session, Throwable cause, Trouble trouble) {
        try {
            session.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e); // it is already gone, alone or with its connection
        }
        return new Undone(trouble, cause);
    }

    /** Refuses all but the transaction that is running. */
    void stop() {
        closed = true;
        thread.interrupt();
    }

    /** The same, and waits for it. */
    @Override
    public void close() {
        stop();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** A transaction of which nothing is kept or, when the connection is lost, nobody knows. */
    private static final class Undone extends Exception {
        @Serial private static final long serialVersionUID = 1;

        private final Trouble trouble;
        private final Throwable reason;

        Undone(Trouble trouble, Throwable reason) {
            super(reason);
            this.trouble = trouble;
            this.reason = reason;
        }

        Throwable forCaller() {
            return switch (trouble) {
                case PIECE ->
                        new DatabaseUnavailable("a commit failed, nothing of it is kept", reason);
                case CONFLICT -> reason;
                case LOST ->
                        new DatabaseUnavailable("the database went away in a transaction", reason);
            };
        }
    }

    /** One caller's work and the place where its result appears after the commit. */
    private static final class Job<T> {
        private final long accountId;
        private final Work<T> work;
        private final CompletableFuture<T> done = new CompletableFuture<>();
        private Runnable outcome = () -> {};

        Job(long accountId, Work<T> work) {
            this.accountId = accountId;
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
