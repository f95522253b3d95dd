package dev.conch.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * A request or an answer as HTTP/1.1 has it on the wire; its headers are skipped, but for the
 * length of the body.
 *
 * @param start such as {@code HTTP/1.1 200 OK}
 */
record Message(String start, String body) {
    static Message read(InputStream in) throws IOException {
        var start = line(in);
        int length = 0;
        for (var header = line(in); !header.isEmpty(); header = line(in)) {
            if (header.regionMatches(true, 0, "content-length:", 0, 15)) {
                length = Integer.parseInt(header.substring(15).strip());
            }
        }
        return new Message(start, new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder(64);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("connection closed");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    /** What stands in the body between {@code before} and the next quote, comma or brace. */
    String after(String before) {
        int begin = body.indexOf(before);
        if (begin < 0) {
            throw new IllegalStateException("no " + before + " in " + body);
        }
        begin += before.length();
        int end = begin;
        while ("\",}".indexOf(body.charAt(end)) < 0) {
            end++;
        }
        return body.substring(begin, end);
    }
}
