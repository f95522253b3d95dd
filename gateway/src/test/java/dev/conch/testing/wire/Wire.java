package dev.conch.testing.wire;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** The answering side of one connection, well or badly. Used by one thread. */
public final class Wire {
    private static final int LONGEST_SILENCE_MILLIS = 3_000;
    private static final int DRIPS = 8;
    private static final long DRIP_NANOS = 15_000_000;

    private final Socket socket;
    private final OutputStream out;
    private boolean usable = true;

    /** An answer as it would be without a fault. */
    public record Answer(int status, Map<String, String> headers, byte[] body) {
        public static Answer json(int status, Object json) {
            return new Answer(
                    status,
                    Map.of("Content-Type", "application/json"),
                    json.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    Wire(Socket socket) throws IOException {
        this.socket = socket;
        this.out = socket.getOutputStream();
    }

    /** Whether another request may follow on this connection. */
    public boolean usable() {
        return usable && !socket.isClosed();
    }

    /** Answers as {@code fault} wants it; {@code good} is what it spoils. */
    public void play(Fault fault, Answer good) throws IOException {
        switch (fault) {
            case NONE -> send(good);
            case RESET -> reset();
            case CUT -> cut(good);
            case BUSY -> send(refusal(429, Map.of("Retry-After", "1")));
            case BUSY_WITHOUT_TIME -> send(refusal(429, Map.of()));
            case ERROR_500 -> send(refusal(500, Map.of()));
            case ERROR_502 -> send(refusal(502, Map.of()));
            case ERROR_503 -> send(refusal(503, Map.of("Retry-After", "1")));
            case HTML -> send(page());
            case NOT_HTTP -> raw("+OK this is another protocol\n");
            case SILENCE, LATE -> silence();
            case DRIP -> drip(good);
            case REFUSED -> send(refusal(400, Map.of()));
            case FORBIDDEN -> send(refusal(403, Map.of()));
            case SHORT -> send(half(good));
            case MOVED -> send(refusal(301, Map.of("Location", "/elsewhere")));
        }
    }

    /** After this the other side must find out by itself that the connection is gone. */
    public void closeWithoutNotice() throws IOException {
        usable = false;
        socket.close();
    }

    private static Answer refusal(int status, Map<String, String> headers) {
        var body = "{\"error\":\"scripted " + status + "\"}";
        return new Answer(status, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    private static Answer page() {
        return new Answer(
                200,
                Map.of("Content-Type", "text/html"),
                "<html><body>One moment please</body></html>".getBytes(StandardCharsets.UTF_8));
    }

    private void send(Answer answer) throws IOException {
        out.write(head(answer));
        out.write(answer.body());
        out.flush();
    }

    private void cut(Answer answer) throws IOException {
        out.write(head(answer));
        out.write(answer.body(), 0, answer.body().length / 2);
        out.flush();
        closeWithoutNotice();
    }

    private static Answer half(Answer answer) {
        var half = Arrays.copyOf(answer.body(), answer.body().length / 2);
        return new Answer(answer.status(), answer.headers(), half);
    }

    private void raw(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
        closeWithoutNotice();
    }

    private void drip(Answer answer) throws IOException {
        out.write(head(answer));
        int piece = Math.ceilDiv(Math.max(answer.body().length, 1), DRIPS);
        for (int at = 0; at < answer.body().length; at += piece) {
            out.write(answer.body(), at, Math.min(piece, answer.body().length - at));
            out.flush();
            LockSupport.parkNanos(DRIP_NANOS);
        }
    }

    private void reset() throws IOException {
        reset(socket);
        usable = false;
    }

    /** Closes so that the other side sees a reset, not an end. */
    public static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Sends bytes of another protocol, to which the connection was given. */
    public void write(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** Gives the connection to another protocol, until the other side has closed it. */
    public void hold() throws IOException {
        usable = false;
        socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    }

    private void silence() throws IOException {
        usable = false;
        socket.setSoTimeout(LONGEST_SILENCE_MILLIS);
        try {
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (SocketTimeoutException _) {
            socket.close();
        }
    }

    private static byte[] head(Answer answer) {
        var head = new StringBuilder("HTTP/1.1 ").append(answer.status()).append(" Scripted\r\n");
        answer.headers()
                .forEach(
                        (name, value) ->
                                head.append(name).append(": ").append(value).append("\r\n"));
        head.append("Content-Length: ").append(answer.body().length).append("\r\n\r\n");
        return head.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
