package dev.conch.provider.http;

import dev.conch.base.Hmac;
import dev.conch.provider.Hook;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * A message that is signed as Standard Webhooks 1.0 asks, of this moment: HMAC-SHA256 over {@code
 * id.timestamp.body}. By whom, its signatures tell.
 */
public final class SignedHook {
    private static final Duration TOLERANCE = Duration.ofMinutes(5);
    private static final String SECRET_PREFIX = "whsec_";
    private static final String ENTRY_PREFIX = "v1,";

    private final byte[] head;
    private final byte[] body;
    private final String signatures;

    private SignedHook(byte[] head, byte[] body, String signatures) {
        this.head = head;
        this.body = body;
        this.signatures = signatures;
    }

    /** Empty if it is not signed at all, or not within five minutes of now. */
    public static Optional<SignedHook> of(Hook hook, Clock clock) {
        var id = hook.headers().getOrDefault("webhook-id", "");
        var at = hook.headers().getOrDefault("webhook-timestamp", "");
        var signatures = hook.headers().getOrDefault("webhook-signature", "");
        if (id.isEmpty() || signatures.isEmpty() || !isNow(at, clock)) {
            return Optional.empty();
        }
        var head = (id + "." + at + ".").getBytes(StandardCharsets.UTF_8);
        return Optional.of(new SignedHook(head, hook.body(), signatures));
    }

    private static boolean isNow(String seconds, Clock clock) {
        if (!seconds.matches("[0-9]{1,12}")) {
            return false;
        }
        var at = Instant.ofEpochSecond(Long.parseLong(seconds));
        return Duration.between(at, clock.instant()).abs().compareTo(TOLERANCE) <= 0;
    }

    /**
     * Whether one of the signatures is by {@code key}; there are several after a change of keys.
     */
    public boolean isBy(byte[] key) {
        var code = Base64.getEncoder().encodeToString(Hmac.sha256(key, head, body));
        var right = (ENTRY_PREFIX + code).getBytes(StandardCharsets.UTF_8);
        return Arrays.stream(signatures.split(" ", -1))
                .anyMatch(it -> MessageDigest.isEqual(right, it.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * The key that a secret stands for.
     *
     * @param secret base64, with or without {@code whsec_}
     * @throws IllegalArgumentException if it is not base64
     */
    public static byte[] key(String secret) {
        return Base64.getDecoder()
                .decode(
                        secret.startsWith(SECRET_PREFIX)
                                ? secret.substring(SECRET_PREFIX.length())
                                : secret);
    }
}
