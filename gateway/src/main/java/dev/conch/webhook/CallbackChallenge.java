package dev.conch.webhook;

import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;
import dev.conch.outbound.FetchException;
import dev.conch.outbound.OutboundClient;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

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
    private final SecureRandom random = new SecureRandom();

    public CallbackChallenge(OutboundClient outbound) {
        this.outbound = outbound;
    }

    /**
     * Asks the server at {@code url}.
     *
     * @throws GatewayException {@code validation_failed} if it did not answer as it must
     */
    public void ask(String url) {
        var bytes = new byte[16];
        random.nextBytes(bytes);
        var challenge = HexFormat.of().formatHex(bytes);
        var body = JsonMapper.shared().createObjectNode().put("challenge", challenge).toString();
        try {
            var answer =
                    outbound.post(
                            url,
                            Map.of("Content-Type", "application/json"),
                            body.getBytes(StandardCharsets.UTF_8),
                            PATIENCE);
            if (answer.status() / 100 == 2
                    && JsonMapper.shared()
                            .readTree(answer.start())
                            .path("challenge")
                            .asString("")
                            .equals(challenge)) {
                return;
            }
        } catch (FetchException | JacksonException _) {
            // told below, in the same words for every cause: what is there is none of ours to tell
        }
        throw new GatewayException(
                ErrorCode.VALIDATION_FAILED,
                "callback_url must answer our POST of {\"challenge\":\"…\"} within 3 seconds, with"
                        + " the same challenge as JSON");
    }
}
