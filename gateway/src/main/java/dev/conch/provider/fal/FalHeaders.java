package dev.conch.provider.fal;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The headers of each request that an operator can ask for, from the settings. */
final class FalHeaders {
    static final String JWKS_URL = "jwks_url";

    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,8}");
    private static final Set<String> PRIORITIES = Set.of("low", "normal");

    private FalHeaders() {}

    /**
     * Reads {@code queue_priority}, {@code request_timeout_seconds}, {@code
     * object_lifetime_seconds}, {@code runner_hint} and {@code no_retry}.
     *
     * @throws IllegalArgumentException if one has no such value, or is mistyped
     */
    static Map<String, String> of(Map<String, String> settings) {
        var headers = new HashMap<String, String>();
        settings.forEach((name, value) -> put(headers, name, value));
        return Map.copyOf(headers);
    }

    private static void put(Map<String, String> headers, String name, String value) {
        switch (name) {
            case "queue_priority" -> {
                require(
                        PRIORITIES.contains(value),
                        "queue_priority is low or normal, not " + value);
                headers.put("x-fal-queue-priority", value);
            }
            case "request_timeout_seconds" -> {
                requireNumber(name, value);
                headers.put("x-fal-request-timeout", value);
            }
            case "object_lifetime_seconds" -> {
                requireNumber(name, value);
                headers.put(
                        "x-fal-object-lifecycle-preference",
                        "{\"expiration_duration_seconds\":" + value + "}");
            }
            case "runner_hint" -> headers.put("x-fal-runner-hint", value);
            case "no_retry" -> {
                require(
                        value.equals("true") || value.equals("false"),
                        "no_retry is true or false, not " + value);
                if (value.equals("true")) {
                    headers.put("x-fal-no-retry", "1");
                }
            }
            case JWKS_URL -> {
                // for the signatures of messages
            }
            default -> throw new IllegalArgumentException(name + " is not a setting of fal's");
        }
    }

    private static void requireNumber(String name, String value) {
        require(NUMBER.matcher(value).matches(), name + " is a whole number, not " + value);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
