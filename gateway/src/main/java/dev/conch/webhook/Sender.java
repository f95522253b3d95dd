package dev.conch.webhook;

import dev.conch.db.Database;
import dev.conch.outbound.FetchException;
import dev.conch.outbound.OutboundClient;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes, signs and sends one message. Shared between threads; each call blocks its own. */
final class Sender {
    private static final Logger LOG = LoggerFactory.getLogger(Sender.class);

    private final Database database;
    private final OutboundClient outbound;
    private final Secrets secrets;
    private final MessageBody bodies;
    private final Duration timeout;
    private final Clock clock;

    Sender(Deliverer.Parts parts, Duration timeout, Clock clock) {
        this.database = parts.database();
        this.outbound = parts.outbound();
        this.secrets = new Secrets(parts.box());
        this.bodies = new MessageBody(parts.body());
        this.timeout = timeout;
        this.clock = clock;
    }

    /** Why nobody waits for the message any more; empty if somebody does. */
    Optional<String> withdrawn(Claimed claimed) {
        var endpointId = claimed.endpointId();
        if (endpointId == null) {
            return Optional.empty();
        }
        var endpoint = database.read(tx -> JdbcEndpoints.find(tx, endpointId));
        if (endpoint.isEmpty()) {
            return Optional.of("The endpoint was deleted");
        }
        return endpoint.get().enabled()
                ? Optional.empty()
                : Optional.of("The endpoint was disabled: " + endpoint.get().disabledReason());
    }

    /** Makes one attempt. */
    AttemptResult send(Claimed claimed, Instant at) {
        byte[] body;
        Map<String, String> headers;
        try {
            body = body(claimed).getBytes(StandardCharsets.UTF_8);
            headers = headers(claimed, at, body);
        } catch (RuntimeException e) {
            LOG.atError()
                    .addKeyValue("delivery_id", claimed.id())
                    .setCause(e)
                    .log("a webhook could not be written or signed");
            return new AttemptResult.Unanswered(
                    "error", "The message could not be written", Duration.ZERO);
        }
        long began = System.nanoTime();
        try {
            var answer = outbound.post(claimed.url(), headers, body, timeout);
            return new AttemptResult.Answered(answer.status(), answer.retryAfter(), answer.took());
        } catch (FetchException e) {
            var took = Duration.ofNanos(System.nanoTime() - began);
            return new AttemptResult.Unanswered(word(e.reason()), e.publicMessage(), took);
        }
    }

    private static String word(FetchException.Reason reason) {
        return switch (reason) {
            case BLOCKED_ADDRESS, BAD_URL -> "blocked";
            case TIMEOUT -> "timeout";
            case UNREACHABLE, TOO_LARGE, HTTP_STATUS, WRONG_TYPE, TOO_MANY_REDIRECTS ->
                    "unreachable";
        };
    }

    /** On disk before the first byte leaves, so that every attempt carries the same bytes. */
    private String body(Claimed claimed) {
        var known = claimed.body();
        if (known != null) {
            return known;
        }
        var body = bodies.of(claimed);
        return database.write(
                claimed.accountId(), tx -> JdbcClaims.keepBody(tx, claimed.id(), body));
    }

    private Map<String, String> headers(Claimed claimed, Instant at, byte[] body) {
        var headers = new HashMap<String, String>();
        headers.put("Content-Type", "application/json");
        headers.put("User-Agent", "conch-webhooks");
        headers.put(Signatures.ID, claimed.id());
        headers.put(Signatures.TIMESTAMP, Long.toString(at.getEpochSecond()));
        headers.put(
                Signatures.SIGNATURE, Signatures.header(claimed.id(), at, body, signing(claimed)));
        return headers;
    }

    private List<SigningSecret> signing(Claimed claimed) {
        var owner = claimed.owner();
        var now = clock.instant();
        var found = database.read(tx -> secrets.signing(tx, owner, now));
        if (!found.isEmpty()) {
            return found;
        }
        return database.write(
                claimed.accountId(),
                tx -> {
                    secrets.currentOrNew(tx, owner, SecretKind.HMAC, now);
                    return secrets.signing(tx, owner, now);
                });
    }
}
