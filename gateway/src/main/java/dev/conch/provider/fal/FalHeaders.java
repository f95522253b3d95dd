package dev.conch.provider.fal;

import dev.conch.provider.http.UpstreamSettings;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The headers of each request that an operator can ask for, from the settings. */
final class FalHeaders {
    static final String JWKS_URL = "jwks_url";

    private static final String PRIORITY = "queue_priority";
    private static final String TIMEOUT = "request_timeout_seconds";
    private static final String LIFETIME = "object_lifetime_seconds";
    private static final String HINT = "runner_hint";
    private static final String NO_RETRY = "no_retry";
    private static final Set<String> PRIORITIES = Set.of("low", "normal");

    private FalHeaders() {}

    /**
     * Reads them.
     *
     * @throws IllegalArgumentException if a setting has no such value, or is mistyped
     */
    static Map<String, String> of(UpstreamSettings settings) {
        settings.allow(Set.of(JWKS_URL, PRIORITY, TIMEOUT, LIFETIME, HINT, NO_RETRY));
        var headers = new HashMap<String, String>();
        settings.find(PRIORITY)
                .ifPresent(
                        word -> {
                            if (!PRIORITIES.contains(word)) {
                                throw settings.wrong(PRIORITY, "must be low or normal");
                            }
                            headers.put("x-fal-queue-priority", word);
                        });
        seconds(settings, TIMEOUT)
                .ifPresent(seconds -> headers.put("x-fal-request-timeout", seconds.toString()));
        seconds(settings, LIFETIME)
                .ifPresent(
                        seconds ->
                                headers.put(
                                        "x-fal-object-lifecycle-preference",
                                        "{\"expiration_duration_seconds\":" + seconds + "}"));
        settings.find(HINT).ifPresent(hint -> headers.put("x-fal-runner-hint", hint));
        if (settings.flag(NO_RETRY, false)) {
            headers.put("x-fal-no-retry", "1");
        }
        return Map.copyOf(headers);
    }

    private static Optional<Integer> seconds(UpstreamSettings settings, String name) {
        if (settings.find(name).isEmpty()) {
            return Optional.empty();
        }
        int seconds = settings.number(name, 0);
        if (seconds == 0) {
            throw settings.wrong(name, "must be at least 1");
        }
        return Optional.of(seconds);
    }
}
