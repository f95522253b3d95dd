package dev.conch.testing.wire;

import org.jspecify.annotations.Nullable;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * HTTP/1.1 on a real loopback socket, a virtual thread for each connection, on a port that stays
 * the same when the server goes away for a while.
 */
public final class LoopbackServer implements AutoCloseable {
    private static final long LONGEST_BIND_NANOS = 10_000_000_000L;
    private static final long MOMENT_NANOS = 5_000_000;

    private final Handler handler;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final int port;
    private @Nullable ServerSocket listener;
    private Thread accepting = Thread.currentThread();
    private volatile boolean resetting;

    /** Answers one request on the wire. */
    @FunctionalInterface
    public interface Handler {
        void handle(WireRequest request, Wire wire) throws IOException;
    }

    public LoopbackServer(Handler handler) {
        this.handler = handler;
        this.port = freePort();
        open();
    }

    /**
     * A port that nobody listens on and that the system gives to no outgoing connection; otherwise
     * somebody who knocks while we are away could be connected with himself.
     */
    public static int freePort() {
        while (true) {
            int candidate = ThreadLocalRandom.current().nextInt(12_000, 32_000);
            try (var probe = new ServerSocket(candidate, 1, loopback())) {
                return probe.getLocalPort();
            } catch (IOException _) {
                // taken
            }
        }
    }

    public int port() {
        return port;
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Listens again, and stops resetting. */
    public synchronized void open() {
        resetting = false;
        if (listener != null) {
            return;
        }
        var fresh = bound();
        listener = fresh;
        accepting = Thread.ofVirtual().name("loopback").start(() -> acceptAll(fresh));
    }

    /**
     * A process that is just being started holds a copy of the closed socket for a moment, and with
     * it the port.
     */
    private ServerSocket bound() {
        var deadline = System.nanoTime() + LONGEST_BIND_NANOS;
        while (true) {
            try {
                return new ServerSocket(port, 200, loopback());
            } catch (IOException e) {
                if (System.nanoTime() > deadline) {
                    throw new UncheckedIOException(e);
                }
                LockSupport.parkNanos(MOMENT_NANOS);
            }
        }
    }

    /** Resets whoever connects, before a byte is read, and everybody who is connected. */
    public void resetAll() {
        resetting = true;
        cutOpen();
    }

    /** Refuses connections: nobody listens. */
    public synchronized void shut() {
        try {
            if (listener != null) {
                listener.close();
                listener = null;
                accepting.join(); // it may be what closes the socket in the end
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cutOpen();
    }

    private void cutOpen() {
        for (var socket : open) {
            try {
                Wire.reset(socket);
            } catch (IOException _) {
                // gone already
            }
        }
    }

    private void acceptAll(ServerSocket from) {
        try {
            while (true) {
                var socket = from.accept();
                if (resetting) {
                    Wire.reset(socket);
                } else {
                    open.add(socket);
                    Thread.ofVirtual().start(() -> serve(socket));
                }
            }
        } catch (IOException _) {
            // shut
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            var in = new BufferedInputStream(socket.getInputStream());
            var wire = new Wire(socket);
            while (wire.usable()) {
                var request = WireRequest.read(in);
                if (request == null) {
                    return;
                }
                handler.handle(request, wire);
            }
        } catch (IOException _) {
            // the other side went away, which is half of what this is for
        } finally {
            open.remove(socket);
        }
    }

    private static InetAddress loopback() {
        return InetAddress.ofLiteral("127.0.0.1");
    }

    @Override
    public void close() {
        shut();
    }
}
