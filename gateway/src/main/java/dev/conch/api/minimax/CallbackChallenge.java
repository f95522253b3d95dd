package dev.conch.api.minimax;

import dev.conch.api.Json;
import dev.conch.outbound.FetchException;
import dev.conch.outbound.OutboundClient;
import dev.conch.webhook.Webhooks;

import tools.jackson.core.JacksonException;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;

/**
 * Before a callback address is taken, its server must send back what we send it within 3 seconds
 * (upstreams.md 2.5): nobody can point our callbacks at a server that does not want them.
 */
public final class CallbackChallenge {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final OutboundClient outbound;
    private final Webhooks webhooks;
    private final SecureRandom random = new SecureRandom();

    public CallbackChallenge(OutboundClient outbound, Webhooks webhooks) {
        this.outbound = outbound;
        this.webhooks = webhooks;
    }

    /**
     * Asks the server at {@code url}.
     *
     * @throws dev.conch.base.GatewayException {@code validation_failed} if it did not answer as it
     *     must
     */
    void ask(String url) {
        webhooks.checkCallbackUrl(url);
        var bytes = new byte[16];
        random.nextBytes(bytes);
        var challenge = HexFormat.of().formatHex(bytes);
        var body = Json.object().put("challenge", challenge).toString();
        try {
            var answer =
                    outbound.post(
                            url,
                            Map.of("Content-Type", "application/json"),
                            body.getBytes(StandardCharsets.UTF_8),
                            PATIENCE);
            if (answer.status() / 100 == 2
                    && Json.read(answer.start()).path("challenge").asString("").equals(challenge)) {
                return;
            }
        } catch (FetchException | JacksonException _) {
            // told below, in the same words for every cause: what is there is none of ours to tell
        }
        throw BodyReader.wrong(
                "callback_url must answer our POST of {\"challenge\":\"…\"} within 3 seconds, with"
                        + " the same challenge as JSON");
    }
}
