package dev.conch.provider;

import dev.conch.testing.wire.Fault;
import dev.conch.testing.wire.LoopbackServer;
import dev.conch.testing.wire.Wire;
import dev.conch.testing.wire.WireRequest;

import java.io.IOException;
import java.net.URI;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A provider's server on a real socket, with books of its own about what it started and charges.
 * Subclasses speak a provider's dialect, traps included. Shared between threads.
 */
public abstract class ScriptedUpstream implements AutoCloseable {
    @SuppressWarnings("this-escape") // nobody asks before a test has the whole object
    private final LoopbackServer server = new LoopbackServer(this::serve);

    private final Map<Step, Queue<Fault>> faults = new EnumMap<>(Step.class);
    private final List<WireRequest> requests = new CopyOnWriteArrayList<>();

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

    protected ScriptedUpstream() {
        for (var step : Step.values()) {
            faults.put(step, new ConcurrentLinkedQueue<>());
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

    /** Nothing that was started is known any more. */
    public abstract void forget();

    /** The bytes of every video. */
    public abstract byte[] video();

    /** The next request for {@code step} meets this fault; several are met in turn. */
    public final void next(Step step, Fault... coming) {
        queue(step).addAll(List.of(coming));
    }

    /** Nobody listens any more. */
    public final void shut() {
        server.shut();
    }

    public final void open() {
        server.open();
    }

    public final URI url() {
        return URI.create(server.url());
    }

    /** Every request that was read whole. */
    public final List<WireRequest> requests() {
        return List.copyOf(requests);
    }

    private Queue<Fault> queue(Step step) {
        return java.util.Objects.requireNonNull(faults.get(step));
    }

    private void serve(WireRequest request, Wire wire) throws IOException {
        if (takesOver(request, wire)) {
            return;
        }
        requests.add(request);
        var planned = queue(step(request)).poll();
        var fault = planned == null ? Fault.NONE : planned;
        wire.play(fault, answer(request, refuses(fault)));
    }

    /** Of a broken answer nobody can know whether the request took effect: here it did. */
    private static boolean refuses(Fault fault) {
        return fault.certainlyRefuses();
    }

    @Override
    public void close() {
        server.close();
    }
}
