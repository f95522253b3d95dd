package dev.conch.provider.fal;

import dev.conch.provider.Hook;
import dev.conch.provider.http.Call;
import dev.conch.provider.http.Remembered;
import dev.conch.provider.http.Reply;
import dev.conch.provider.http.UpstreamHttp;

import tools.jackson.databind.JsonNode;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tells whether a message is from fal: Ed25519 over {@code requestId\nuserId\ntimestamp\n} and the
 * SHA-256 of the body in hex, by one of the keys that fal publishes. Shared between threads.
 *
 * @see <a href="https://docs.fal.ai/documentation/model-apis/inference/webhooks">fal's webhooks</a>
 */
final class FalSignatures implements AutoCloseable {
    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    /** Longer than this fal does not want its keys to be kept. */
    private static final Duration LONGEST = Duration.ofHours(24);

    /** What stands before the 32 bytes of a public key in its X.509 form (RFC 8410). */
    private static final byte[] X509_HEAD = HexFormat.of().parseHex("302a300506032b6570032100");

    private static final int KEY_BYTES = 32;
    private static final Hook.Answer TRY_AGAIN = new Hook.Answer(503, "{}", false);

    private final UpstreamHttp http;
    private final Remembered<List<PublicKey>> keys;
    private final Clock clock;

    /**
     * None fetched yet.
     *
     * @param jwks where fal publishes its keys; our key is not shown there
     */
    FalSignatures(URI jwks, Clock clock) {
        this.http = new UpstreamHttp(jwks, Map.of());
        this.keys = new Remembered<>(() -> fetch(jwks), LONGEST, clock);
        this.clock = clock;
    }

    /** Wakes the task if the message is fal's and of this moment. */
    Hook.Answer answer(Hook message) {
        var time = header(message, "timestamp");
        if (!isNow(time)) {
            return Hook.Answer.REFUSED;
        }
        var signed =
                "%s\n%s\n%s\n%s"
                        .formatted(
                                header(message, "request-id"),
                                header(message, "user-id"),
                                time,
                                sha256(message.body()))
                        .getBytes(StandardCharsets.UTF_8);
        var signature = hex(header(message, "signature"));
        if (signature.isEmpty()) {
            return Hook.Answer.REFUSED;
        }
        var known = keys.get();
        if (known.isEmpty()) {
            return TRY_AGAIN;
        }
        boolean good =
                isBySomeOf(known.get(), signed, signature.get())
                        || keys.renewed()
                                .filter(fresh -> isBySomeOf(fresh, signed, signature.get()))
                                .isPresent();
        return good ? Hook.Answer.WAKE : Hook.Answer.REFUSED;
    }

    private static String header(Hook message, String name) {
        return message.headers().getOrDefault("x-fal-webhook-" + name, "");
    }

    private boolean isNow(String seconds) {
        try {
            var at = Instant.ofEpochSecond(Long.parseLong(seconds));
            return Duration.between(at, clock.instant()).abs().compareTo(TOLERANCE) <= 0;
        } catch (NumberFormatException | DateTimeException | ArithmeticException _) {
            return false;
        }
    }

    private static String sha256(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static Optional<byte[]> hex(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(HexFormat.of().parseHex(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static boolean isBySomeOf(List<PublicKey> keys, byte[] signed, byte[] signature) {
        return keys.stream().anyMatch(key -> isBy(key, signed, signature));
    }

    private static boolean isBy(PublicKey key, byte[] signed, byte[] signature) {
        try {
            var ed25519 = Signature.getInstance("Ed25519");
            ed25519.initVerify(key);
            ed25519.update(signed);
            return ed25519.verify(signature);
        } catch (GeneralSecurityException _) {
            return false; // of another length, for example
        }
    }

    private Optional<List<PublicKey>> fetch(URI jwks) {
        return http.ask(Call.get(jwks.toString())) instanceof Reply.Answer answer && answer.ok()
                ? Optional.of(
                                answer.json()
                                        .path("keys")
                                        .valueStream()
                                        .flatMap(jwk -> parse(jwk).stream())
                                        .toList())
                        .filter(found -> !found.isEmpty())
                : Optional.empty();
    }

    private static Optional<PublicKey> parse(JsonNode jwk) {
        if (!jwk.path("kty").stringValue("").equals("OKP")
                || !jwk.path("crv").stringValue("").equals("Ed25519")) {
            return Optional.empty();
        }
        try {
            var raw = Base64.getUrlDecoder().decode(jwk.path("x").stringValue(""));
            var encoded = new byte[X509_HEAD.length + KEY_BYTES];
            System.arraycopy(X509_HEAD, 0, encoded, 0, X509_HEAD.length);
            System.arraycopy(raw, 0, encoded, X509_HEAD.length, KEY_BYTES);
            return Optional.of(
                    KeyFactory.getInstance("Ed25519")
                            .generatePublic(new X509EncodedKeySpec(encoded)));
        } catch (GeneralSecurityException
                | IllegalArgumentException
                | IndexOutOfBoundsException _) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
