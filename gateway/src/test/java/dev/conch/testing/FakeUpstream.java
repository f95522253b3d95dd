package dev.conch.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An upstream on a real loopback socket that plays a script: one step for each request, one request
 * for each connection. When the script is over, connections are closed without a reply. Requests
 * are recorded with their bodies, so that tests can count them.
 */
public final class FakeUpstream implements AutoCloseable {
    private static final int LONGEST_HEAD = 64 * 1024;

    private final ServerSocket server;
    private final Queue<Step> script;
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private volatile Step otherwise = _ -> {};
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    /** A request as it arrived. */
    public record Received(String head, byte[] body) {
        /** The value of a header; empty if there is none. */
        public String header(String name) {
            var start = "\r\n" + name.toLowerCase(Locale.ROOT) + ": ";
            int at = head.toLowerCase(Locale.ROOT).indexOf(start);
            return at < 0
                    ? ""
                    : head.substring(at + start.length(), head.indexOf("\r\n", at + 2)).strip();
        }

        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /** What happens to one request. The connection is closed when it returns. */
    @FunctionalInterface
    public interface Step {
        void play(Socket connection) throws IOException;
    }

    public FakeUpstream(Step... script) {
        this(loopbackServer(), script);
    }

    /** Plays on a server socket of the test's own, a TLS one for example. */
    public FakeUpstream(ServerSocket server, Step... script) {
        this.server = server;
        this.script = new ArrayDeque<>(List.of(script));
        Thread.ofVirtual().name("fake-upstream").start(this::acceptAll);
    }

    /** A 200 with an exact {@code Content-Length}. */
    public static Step reply(String contentType, byte[] body) {
        return reply(200, Map.of("Content-Type", contentType), body);
    }

    /** Any status and headers; {@code Content-Length} is exact. */
    public static Step reply(int status, Map<String, String> headers, byte[] body) {
        return lyingLength(status, headers, body.length, body);
    }

    public static Step redirect(int status, String location) {
        return reply(status, Map.of("Location", location), new byte[0]);
    }

    /** Declares twice what it sends, then closes. */
    public static Step cutHalfway(String contentType, byte[] half) {
        return lyingLength(200, Map.of("Content-Type", contentType), half.length * 2L, half);
    }

    /** Declares any length and sends these bytes. */
    public static Step lyingLength(
            int status, Map<String, String> headers, long declared, byte[] body) {
        return connection -> {
            var out = connection.getOutputStream();
            writeHead(out, status, headers, "Content-Length: " + declared);
            out.write(body);
            out.flush();
        };
    }

    /** Sends chunks of {@code chunk} for as long as the other side listens. */
    public static Step chunkedWithoutEnd(String contentType, byte[] chunk) {
        return connection -> {
            var out = connection.getOutputStream();
            writeHead(out, 200, Map.of("Content-Type", contentType), "Transfer-Encoding: chunked");
            while (true) {
                out.write((Integer.toHexString(chunk.length) + "\r\n").getBytes(ascii()));
                out.write(chunk);
                out.write("\r\n".getBytes(ascii()));
            }
        };
    }

    /** Sends these bytes, which need not be HTTP, and closes. */
    public static Step garbage(byte[] bytes) {
        return connection -> connection.getOutputStream().write(bytes);
    }

    /** Sends these bytes, then nothing more until the other side gives up. */
    public static Step stall(String sentBefore) {
        return connection -> {
            connection.getOutputStream().write(sentBefore.getBytes(ascii()));
            connection.getOutputStream().flush();
            connection.getInputStream().transferTo(OutputStream.nullOutputStream());
        };
    }

    public int port() {
        return server.getLocalPort();
    }

    public String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    /** What happens to each request after the script is over. */
    public FakeUpstream otherwise(Step step) {
        otherwise = step;
        return this;
    }

    /** The heads of all requests so far, in order of arrival. */
    public List<String> requests() {
        return received.stream().map(Received::head).toList();
    }

    /** All requests so far, in order of arrival. */
    public List<Received> received() {
        return List.copyOf(received);
    }

    @Override
    public void close() {
        try {
            server.close();
            for (var connection : open) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void acceptAll() {
        try {
            while (true) {
                var connection = server.accept();
                open.add(connection);
                Thread.ofVirtual().start(() -> serve(connection));
            }
        } catch (IOException _) {
            // closed: the test is over
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            var in = new BufferedInputStream(connection.getInputStream());
            String head = readHead(in);
            if (!head.isEmpty()) {
                var request = new Received(head, new byte[0]);
                var length = request.header("Content-Length");
                received.add(
                        length.isEmpty()
                                ? request
                                : new Received(head, in.readNBytes(Integer.parseInt(length))));
                nextStep().play(connection);
                finish(connection);
            }
        } catch (IOException _) {
            // the client went away, which many a script provokes
        }
    }

    /** Lets the client read what was sent: a close with unread input would reset the connection. */
    private static void finish(Socket connection) throws IOException {
        connection.getOutputStream().flush();
        try {
            connection.shutdownOutput();
        } catch (SocketException | UnsupportedOperationException _) {
            return; // gone already
        }
        connection.getInputStream().transferTo(OutputStream.nullOutputStream());
    }

    private synchronized Step nextStep() {
        var step = script.poll();
        return step == null ? otherwise : step;
    }

    private static String readHead(InputStream in) throws IOException {
        var head = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0 && head.size() < LONGEST_HEAD; b = in.read()) {
            head.write(b);
            if (head.toString(ascii()).endsWith("\r\n\r\n")) {
                return head.toString(ascii());
            }
        }
        return "";
    }

    private static void writeHead(
            OutputStream out, int status, Map<String, String> headers, String framing)
            throws IOException {
        var head = new StringBuilder("HTTP/1.1 ").append(status).append(" Scripted\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        head.append(framing).append("\r\nConnection: close\r\n\r\n");
        out.write(head.toString().getBytes(ascii()));
    }

    private static ServerSocket loopbackServer() {
        try {
            return new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Charset ascii() {
        return StandardCharsets.ISO_8859_1;
    }
}
