package dev.conch.provider.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A body of {@code multipart/form-data}. The boundary comes from the content, so that the same
 * fields are always the same bytes. Used by one thread.
 */
public final class Multipart {
    private final List<Part> parts = new ArrayList<>();

    private record Part(String head, byte[] content) {}

    /** A field with a text. */
    public Multipart field(String name, String value) {
        parts.add(
                new Part(
                        "Content-Disposition: form-data; name=\"" + safe(name) + "\"\r\n",
                        value.getBytes(StandardCharsets.UTF_8)));
        return this;
    }

    /** A field with a file in it. */
    public Multipart file(String name, String fileName, String mediaType, byte[] content) {
        parts.add(
                new Part(
                        "Content-Disposition: form-data; name=\"%s\"; filename=\"%s\"\r\nContent-Type: %s\r\n"
                                .formatted(safe(name), safe(fileName), safe(mediaType)),
                        content));
        return this;
    }

    /** Names end at quotes and lines, so they may not hold any. */
    private static String safe(String text) {
        return text.replaceAll("[\"\\r\\n]", "_");
    }

    /** A POST of it. */
    public Call post(String path) {
        var boundary = boundary();
        return Call.body(
                "POST", path, "multipart/form-data; boundary=" + boundary, bytes(boundary));
    }

    private byte[] bytes(String boundary) {
        var out = new ByteArrayOutputStream();
        for (var part : parts) {
            out.writeBytes(
                    ("--" + boundary + "\r\n" + part.head() + "\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            out.writeBytes(part.content());
            out.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
        }
        out.writeBytes(("--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }

    /** A hash of the content does not occur in that content. */
    private String boundary() {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (var part : parts) {
                digest.update(part.head().getBytes(StandardCharsets.UTF_8));
                digest.update(part.content());
            }
            return "conch-" + HexFormat.of().formatHex(digest.digest(), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
