package dev.conch.api;

import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;

import io.helidon.webserver.http.ServerRequest;

import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** Reads parameters of a query; wrong ones are refused with what would be right. */
public final class QueryText {
    private final ServerRequest request;

    public QueryText(ServerRequest request) {
        this.request = request;
    }

    /** Empty if it is missing or blank. */
    public Optional<String> text(String name) {
        return request.query().first(name).asOptional().filter(value -> !value.isBlank());
    }

    /** A whole number between two others. */
    public int integer(String name, int min, int max, int preset) {
        return text(name)
                .map(
                        value -> {
                            if (!value.matches("[0-9]{1,9}")
                                    || Integer.parseInt(value) < min
                                    || Integer.parseInt(value) > max) {
                                throw refusal(
                                        "%s must be an integer between %d and %d"
                                                .formatted(name, min, max));
                            }
                            return Integer.parseInt(value);
                        })
                .orElse(preset);
    }

    /** A whole number; null if it is missing. */
    public @Nullable Long number(String name) {
        return text(name)
                .map(
                        value -> {
                            if (!value.matches("[0-9]{1,18}")) {
                                throw refusal(name + " must be an integer");
                            }
                            return Long.valueOf(value);
                        })
                .orElse(null);
    }

    /** A time such as {@code 2026-11-24T00:00:00Z}; null if it is missing. */
    public @Nullable Instant instant(String name) {
        return text(name)
                .map(
                        value -> {
                            try {
                                return Instant.parse(value);
                            } catch (DateTimeException _) {
                                throw refusal(
                                        name + " must be a time such as 2026-11-24T00:00:00Z");
                            }
                        })
                .orElse(null);
    }

    /** For a parameter that is not what it should be. */
    public GatewayException wrong(String name) {
        return refusal(name + " is not one that was given out");
    }

    private static GatewayException refusal(String message) {
        return new GatewayException(ErrorCode.MALFORMED_REQUEST, message);
    }
}
