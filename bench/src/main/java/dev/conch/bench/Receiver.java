package dev.conch.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A customer's receiver of webhooks on loopback. A dead one accepts connections and never answers.
 * Shared between threads.
 */
final class Receiver implements AutoCloseable {
    /** The member of a task's JSON that says when its provider had it, in microseconds of 1970. */
    static final String SUCCESS = "succeeded_at_micros";

    private static final byte[] THANKS =
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.US_ASCII);

    private final ServerSocket listener;
    private final boolean dead;
    private final Clock clock;
    private final Map<String, CompletableFuture<Long>> arrivals = new ConcurrentHashMap<>();
    private final AtomicInteger repeated = new AtomicInteger();

    Receiver(boolean dead, Clock clock) {
        this.dead = dead;
        this.clock = clock;
        try {
            listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::acceptAll);
    }

    String url() {
        return "http://127.0.0.1:" + listener.getLocalPort() + "/hook";
    }

    boolean dead() {
        return dead;
    }

    /** How many microseconds after the provider's success a task's webhook came. */
    CompletableFuture<Long> arrival(String taskId) {
        return arrivals.computeIfAbsent(taskId, _ -> new CompletableFuture<>());
    }

    /** How many webhooks came again. */
    int repeated() {
        return repeated.get();
    }

    private void acceptAll() {
        try {
            while (true) {
                var socket = listener.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException _) {
            return; // closed
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            var in = new BufferedInputStream(socket.getInputStream(), 16 * 1024);
            if (dead) {
                in.transferTo(OutputStream.nullOutputStream());
            } else {
                serve(in, socket);
            }
        } catch (IOException _) {
            return; // the gateway closed an idle connection
        }
    }

    private void serve(InputStream in, Socket socket) throws IOException {
        while (true) {
            var webhook = Message.read(in);
            long now = BenchProvider.micros(clock);
            socket.getOutputStream().write(THANKS);
            long success = Long.parseLong(webhook.after("\"" + SUCCESS + "\":"));
            if (!arrival(Requests.idOf(webhook)).complete(now - success)) {
                repeated.incrementAndGet();
            }
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
