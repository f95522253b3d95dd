package dev.conch.testing.wire;

import org.jspecify.annotations.Nullable;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One HTTP/1.1 request, read whole from a socket.
 *
 * @param path without the query
 * @param query by name; the values of a name that is repeated, joined by commas
 * @param headers by lower-case name
 */
public record WireRequest(
        String method,
        String path,
        Map<String, String> query,
        Map<String, String> headers,
        byte[] body) {
    private static final int LONGEST_LINE = 16 * 1024;

    /**
     * Reads the next request.
     *
     * @return null when the other side closed instead of asking
     */
    public static @Nullable WireRequest read(InputStream in) throws IOException {
        var line = readLine(in);
        if (line.isEmpty()) {
            return null;
        }
        var words = line.split(" ", 3);
        var headers = new HashMap<String, String>();
        for (var header = readLine(in); !header.isEmpty(); header = readLine(in)) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        var body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("the request ended early");
        }
        int mark = words[1].indexOf('?');
        var path = mark < 0 ? words[1] : words[1].substring(0, mark);
        var query = mark < 0 ? "" : words[1].substring(mark + 1);
        return new WireRequest(words[0], path, parse(query), headers, body);
    }

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    private static Map<String, String> parse(String query) {
        var values = new HashMap<String, String>();
        for (var pair : query.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                values.merge(
                        pair.substring(0, equals),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8),
                        (before, next) -> before + "," + next);
            }
        }
        return values;
    }

    private static String readLine(InputStream in) throws IOException {
        var line = new StringBuilder();
        while (line.length() < LONGEST_LINE) {
            int next = in.read();
            if (next < 0 || next == '\n') {
                return line.toString();
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        throw new IOException("a line without end");
    }
}
