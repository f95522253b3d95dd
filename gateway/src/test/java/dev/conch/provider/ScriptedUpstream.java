package dev.conch.provider;

import dev.conch.testing.wire.Fault;
import dev.conch.testing.wire.LoopbackServer;
import dev.conch.testing.wire.Wire;
import dev.conch.testing.wire.WireRequest;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A provider's server on a real socket, with books of its own about what it started and charges.
 * Subclasses speak a provider's dialect, traps included. Shared between threads.
 */
public abstract class ScriptedUpstream implements AutoCloseable {
    @SuppressWarnings("this-escape") // nobody asks before a test has the whole object
    private final LoopbackServer server = new LoopbackServer(this::serve);

    private final Planned planned = new Planned();
    private final List<WireRequest> requests = new CopyOnWriteArrayList<>();
    private volatile Director director = planned;

    /** What a request is for. */
    public enum Step {
        SUBMIT,
        POLL,
        /** Where the file is. */
        LINK,
        DOWNLOAD,
        CANCEL,
        LIST
    }

    /** Who decides what meets each request, and hears what becomes of it. */
    public interface Director {
        /** The fault that meets this request; asked once for each. */
        Fault fault(Step step, WireRequest request);

        /** Whether a request that meets this fault has no effect. */
        boolean refuses(Fault fault, WireRequest request);

        /** The request has started this job. */
        void began(String job, WireRequest request);

        /** A job was stopped before it was done. */
        void stopped(String job);

        /** The bytes of a job's video. */
        byte[] video(String job);
    }

    /** Faults in the order in which a test wants them; all videos are alike. */
    private final class Planned implements Director {
        private final Map<Step, Queue<Fault>> faults = new ConcurrentHashMap<>();

        Queue<Fault> of(Step step) {
            return faults.computeIfAbsent(step, _ -> new ConcurrentLinkedQueue<>());
        }

        @Override
        public Fault fault(Step step, WireRequest request) {
            var next = of(step).poll();
            return next == null ? Fault.NONE : next;
        }

        /** Of a broken answer nobody can know whether the request took effect: here it did. */
        @Override
        public boolean refuses(Fault fault, WireRequest request) {
            return fault.certainlyRefuses();
        }

        @Override
        public void began(String job, WireRequest request) {}

        @Override
        public void stopped(String job) {}

        @Override
        public byte[] video(String job) {
            return ScriptedUpstream.this.video();
        }
    }

    /** What a request is for. */
    protected abstract Step step(WireRequest request);

    /**
     * The good answer; what it starts is in the books when this returns.
     *
     * @param refused the request is about to be refused, so it must have no effect
     */
    protected abstract Wire.Answer answer(WireRequest request, boolean refused) throws IOException;

    /**
     * Takes a connection for another protocol, and returns when that is over.
     *
     * @return false to let it be answered as HTTP
     */
    protected boolean takesOver(WireRequest request, Wire wire) throws IOException {
        return false;
    }

    /** How many videos were started, and so are paid for unless they fail. */
    public abstract int started();

    /** All that was started is done now. */
    public abstract void finish();

    /** All that was started has failed now, by no fault of the caller. */
    public abstract void fail();

    /** One job ends, if it has not ended; {@code well}: with a video. */
    public abstract void end(String job, boolean well);

    /** What the adapter calls this job. */
    public String reference(String job) {
        return job;
    }

    /** Nothing that was started is known any more. */
    public abstract void forget();

    /** The bytes of every video. */
    public abstract byte[] video();

    /** The next request for {@code step} meets this fault; several are met in turn. */
    public final void next(Step step, Fault... coming) {
        planned.of(step).addAll(List.of(coming));
    }

    /** From now on somebody else decides. */
    public final void directedBy(Director other) {
        director = other;
    }

    /** A subclass has started a job. */
    protected final void began(String job, WireRequest request) {
        director.began(job, request);
    }

    /** A subclass has stopped a job that was not done. */
    protected final void stopped(String job) {
        director.stopped(job);
    }

    protected final byte[] videoOf(String job) {
        return director.video(job);
    }

    /** Nobody listens any more. */
    public final void shut() {
        server.shut();
    }

    public final void open() {
        server.open();
    }

    /** Resets whoever is or gets connected, until {@link #open}. */
    public final void resetAll() {
        server.resetAll();
    }

    public final URI url() {
        return URI.create(server.url());
    }

    /** Every request that was read whole. */
    public final List<WireRequest> requests() {
        return List.copyOf(requests);
    }

    private void serve(WireRequest request, Wire wire) throws IOException {
        if (takesOver(request, wire)) {
            return;
        }
        requests.add(request);
        var fault = director.fault(step(request), request);
        wire.play(fault, answer(request, director.refuses(fault, request)));
    }

    @Override
    public void close() {
        server.close();
    }
}
