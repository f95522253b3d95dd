package dev.conch.webhook;

import dev.conch.outbound.OutboundClient;

/**
 * Names of receivers: what fails together, is limited together and gets a task's news in order. A
 * callback's target is its server, so that ten thousand URLs of one dead server are one target.
 */
final class Targets {
    private static final String ENDPOINT = "endpoint:";

    private Targets() {}

    static String endpoint(String id) {
        return ENDPOINT + id;
    }

    static String callback(String url) {
        return "callback:" + OutboundClient.origin(url);
    }

    /** Who owns the secrets of an API key's callbacks. */
    static String key(String apiKeyId) {
        return "key:" + apiKeyId;
    }
}
