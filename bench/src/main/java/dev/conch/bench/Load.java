package dev.conch.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps 64 connections busy, each sending its next request when the answer of the last is complete,
 * and prints answers per second with the median and the 99th percentile of the waiting time. Plain
 * sockets: an HTTP client would cost as much as the server.
 */
public final class Load {
    private static final int CONNECTIONS = 64;
    private static final String CREATE =
            """
            {"model":"hailuo-02-text-to-video-pro","prompt":"A glass marble rolls across a wooden desk, catches the edge, and falls in slow motion. Camera follows the marble. Soft window light, shallow depth of field."}""";

    /**
     * The cheapest request there is: what the server library, the kernel and this client cost by
     * themselves.
     */
    private static final byte[] HEALTH =
            "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII);

    private final URI server;
    private final long roundNanos;
    private final ConcurrentLinkedQueue<String> ids = new ConcurrentLinkedQueue<>();

    private Load(URI server, int seconds) {
        this.server = server;
        this.roundNanos = seconds * 1_000_000_000L;
    }

    public static void main(String[] arguments) throws InterruptedException {
        var load = new Load(URI.create(arguments[0]), Integer.parseInt(arguments[1]));
        load.round("warm-up accepts", load::create);
        for (int i = 0; i < 3; i++) {
            load.round("accepts", load::create);
        }
        var known = List.copyOf(load.ids);
        for (int i = 0; i < 3; i++) {
            load.round("empty answers", _ -> HEALTH);
        }
        for (int i = 0; i < 3; i++) {
            load.round("polls", n -> get(known.get((int) (n % known.size()))));
        }
    }

    /** Builds the n-th request of a connection. */
    private interface Requests {
        byte[] next(long n);
    }

    private byte[] create(long ignored) {
        return ("POST /api/v1/hailuo/text_to_video HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                        + QueueingGateway.KEY
                        + "\r\nContent-Type: application/json\r\nContent-Length: "
                        + CREATE.length()
                        + "\r\n\r\n"
                        + CREATE)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] get(String id) {
        return ("GET /api/v1/hailuo/text_to_video/"
                        + id
                        + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                        + QueueingGateway.KEY
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private void round(String what, Requests requests) throws InterruptedException {
        var begin = System.nanoTime();
        var counter = new AtomicLong();
        var waits = new ConcurrentLinkedQueue<long[]>();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < CONNECTIONS; i++) {
            threads.add(
                    Thread.ofVirtual()
                            .start(() -> waits.add(drive(requests, counter, begin + roundNanos))));
        }
        for (var thread : threads) {
            thread.join();
        }
        report(what, waits, System.nanoTime() - begin);
    }

    private static void report(String what, ConcurrentLinkedQueue<long[]> waits, long nanos) {
        var all = waits.stream().flatMapToLong(Arrays::stream).sorted().toArray();
        System.out.printf(
                "%-16s %8.0f /s   p50 %6.2f ms   p99 %6.2f ms   (%d answers)%n",
                what,
                all.length / (nanos / 1e9),
                all[all.length / 2] / 1e6,
                all[(int) (all.length * 0.99)] / 1e6,
                all.length);
    }

    private long[] drive(Requests requests, AtomicLong counter, long end) {
        var waits = new long[1 << 12];
        int count = 0;
        try (var socket = new Socket(server.getHost(), server.getPort())) {
            socket.setTcpNoDelay(true);
            var in = new BufferedInputStream(socket.getInputStream(), 16 * 1024);
            OutputStream out = socket.getOutputStream();
            while (System.nanoTime() < end) {
                var request = requests.next(counter.getAndIncrement());
                var sent = System.nanoTime();
                out.write(request);
                var body = readAnswer(in);
                if (count == waits.length) {
                    waits = Arrays.copyOf(waits, count * 2);
                }
                waits[count++] = System.nanoTime() - sent;
                if (count % 10 == 0 && ids.size() < 20_000 && body.contains("task_id")) {
                    remember(body);
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("the server cut a connection", e);
        }
        return Arrays.copyOf(waits, count);
    }

    private void remember(String body) {
        int at = body.indexOf("\"id\":\"") + 6;
        ids.add(body.substring(at, at + 36));
    }

    private static String readAnswer(InputStream in) throws IOException {
        var status = line(in);
        if (!status.startsWith("HTTP/1.1 200")) {
            throw new IOException("answered " + status);
        }
        int length = 0;
        for (var header = line(in); !header.isEmpty(); header = line(in)) {
            if (header.regionMatches(true, 0, "content-length:", 0, 15)) {
                length = Integer.parseInt(header.substring(15).strip());
            }
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder(64);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("connection closed");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
