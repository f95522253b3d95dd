package dev.conch.webhook;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The three headers of Standard Webhooks. Pure; the rules are those of its specification: {@code
 * id.timestamp.body} is signed, and a receiver accepts when any entry is by a secret that it knows.
 */
final class Signatures {
    static final String ID = "webhook-id";
    static final String TIMESTAMP = "webhook-timestamp";
    static final String SIGNATURE = "webhook-signature";

    private Signatures() {}

    /** The value of {@code webhook-signature}: an entry for each secret. */
    static String header(String id, Instant at, byte[] body, List<SigningSecret> secrets) {
        var content = content(id, Long.toString(at.getEpochSecond()), body);
        return secrets.stream()
                .map(secret -> secret.sign(content))
                .collect(Collectors.joining(" "));
    }

    /** What a receiver reads from a request. */
    record Received(String id, String timestamp, String signature, byte[] body) {}

    /**
     * What a receiver does: tells whether one of {@code secrets} signed the request, not further
     * from {@code now} than {@code tolerance}.
     */
    static boolean verify(
            Received received, List<SigningSecret> secrets, Instant now, Duration tolerance) {
        Instant at;
        try {
            at = Instant.ofEpochSecond(Long.parseLong(received.timestamp()));
        } catch (NumberFormatException | DateTimeException _) {
            return false;
        }
        if (Duration.between(at, now).abs().compareTo(tolerance) > 0) {
            return false;
        }
        var content = content(received.id(), received.timestamp(), received.body());
        for (var entry : received.signature().split(" ", -1)) {
            if (secrets.stream().anyMatch(secret -> secret.verifies(content, entry))) {
                return true;
            }
        }
        return false;
    }

    private static byte[] content(String id, String timestamp, byte[] body) {
        var head = (id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(head.length + body.length).put(head).put(body).array();
    }
}
