package dev.conch.provider.replicate;

import dev.conch.provider.Hook;
import dev.conch.provider.http.Call;
import dev.conch.provider.http.Remembered;
import dev.conch.provider.http.Reply;
import dev.conch.provider.http.SignedHook;
import dev.conch.provider.http.UpstreamHttp;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * Tells whether a message is from Replicate: Standard Webhooks, HMAC-SHA256 over {@code
 * id.timestamp.body} by a secret of the account's, which Replicate gives to its key. Shared between
 * threads.
 */
final class ReplicateSignatures {
    private static final String SECRET_PATH = "/v1/webhooks/default/secret";
    private static final String SECRET_PREFIX = "whsec_";
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
        var signed = SignedHook.of(message, clock);
        if (signed.isEmpty()) {
            return Hook.Answer.REFUSED;
        }
        var known = secret.get();
        if (known.isEmpty()) {
            return TRY_AGAIN;
        }
        boolean good =
                signed.get().isBy(known.get())
                        || secret.renewed().filter(signed.get()::isBy).isPresent();
        return good ? Hook.Answer.WAKE : Hook.Answer.REFUSED;
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
            return Optional.of(SignedHook.key(key)).filter(bytes -> bytes.length > 0);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
