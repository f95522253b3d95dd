package dev.conch.provider.replicate;

import dev.conch.provider.Hook;
import dev.conch.provider.http.Call;
import dev.conch.provider.http.Remembered;
import dev.conch.provider.http.Reply;
import dev.conch.provider.http.UpstreamHttp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tells whether a message is from Replicate: Standard Webhooks, HMAC-SHA256 over {@code
 * id.timestamp.body} by a secret of the account's, which Replicate gives to its key. Shared between
 * threads.
 */
final class ReplicateSignatures {
    private static final String SECRET_PATH = "/v1/webhooks/default/secret";
    private static final String SECRET_PREFIX = "whsec_";
    private static final String ENTRY_PREFIX = "v1,";
    private static final Duration TOLERANCE = Duration.ofMinutes(5);
    private static final Duration LONGEST = Duration.ofHours(24);
    private static final Duration SHORT = Duration.ofSeconds(10);
    private static final Hook.Answer TRY_AGAIN = new Hook.Answer(503, "{}", false);

    private final UpstreamHttp http;
    private final Remembered<byte[]> secret;
    private final Clock clock;

    ReplicateSignatures(UpstreamHttp http, Clock clock) {
        this.http = http;
        this.secret = new Remembered<>(this::fetch, LONGEST, clock);
        this.clock = clock;
    }

    /** Wakes the task if the message is Replicate's and of this moment. */
    Hook.Answer answer(Hook message) {
        var id = message.headers().getOrDefault("webhook-id", "");
        var time = message.headers().getOrDefault("webhook-timestamp", "");
        var entries = message.headers().getOrDefault("webhook-signature", "");
        if (id.isEmpty() || entries.isEmpty() || !isNow(time)) {
            return Hook.Answer.REFUSED;
        }
        var signed = content(id + "." + time + ".", message.body());
        var known = secret.get();
        if (known.isEmpty()) {
            return TRY_AGAIN;
        }
        boolean good =
                isBy(known.get(), signed, entries)
                        || secret.renewed().filter(it -> isBy(it, signed, entries)).isPresent();
        return good ? Hook.Answer.WAKE : Hook.Answer.REFUSED;
    }

    private boolean isNow(String seconds) {
        try {
            var at = Instant.ofEpochSecond(Long.parseLong(seconds));
            return Duration.between(at, clock.instant()).abs().compareTo(TOLERANCE) <= 0;
        } catch (NumberFormatException | DateTimeException | ArithmeticException _) {
            return false;
        }
    }

    private static byte[] content(String head, byte[] body) {
        var start = head.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(start.length + body.length).put(start).put(body).array();
    }

    /**
     * Whether one of the entries is a signature by {@code key}; there are several after a change.
     */
    private static boolean isBy(byte[] key, byte[] signed, String entries) {
        var right = (ENTRY_PREFIX + sign(key, signed)).getBytes(StandardCharsets.UTF_8);
        return Arrays.stream(entries.split(" ", -1))
                .anyMatch(it -> MessageDigest.isEqual(right, it.getBytes(StandardCharsets.UTF_8)));
    }

    private static String sign(byte[] key, byte[] signed) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal(signed));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }

    private Optional<byte[]> fetch() {
        return http.ask(Call.get(SECRET_PATH).within(SHORT)) instanceof Reply.Answer answer
                        && answer.ok()
                ? decode(answer.json().path("key").stringValue(""))
                : Optional.empty();
    }

    private static Optional<byte[]> decode(String key) {
        if (!key.startsWith(SECRET_PREFIX)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Base64.getDecoder().decode(key.substring(SECRET_PREFIX.length())))
                    .filter(bytes -> bytes.length > 0);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
