package dev.conch.base;

import java.util.Locale;

/**
 * Every way a request can be refused. The lower-case name is the wire code; renaming one is a
 * breaking change.
 */
public enum ErrorCode {
    MALFORMED_REQUEST(400),
    INVALID_RESOURCE_ID(400),
    UNAUTHORIZED(401),
    INSUFFICIENT_CREDITS(402),
    FORBIDDEN(403),
    NOT_FOUND(404),
    METHOD_NOT_ALLOWED(405),
    REQUEST_TIMEOUT(408),
    REQUEST_CONFLICT(409),
    GONE(410),
    PAYLOAD_TOO_LARGE(413),
    UNSUPPORTED_MEDIA_TYPE(415),
    RANGE_NOT_SATISFIABLE(416),
    VALIDATION_FAILED(422),
    RATE_LIMITED(429),
    INTERNAL_ERROR(500),
    UNAVAILABLE(503);

    private final int httpStatus;

    ErrorCode(int httpStatus) {
        this.httpStatus = httpStatus;
    }

    public int httpStatus() {
        return httpStatus;
    }

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The word that OpenAI's clients read as {@code error.type}. */
    public String type() {
        return switch (this) {
            case UNAUTHORIZED -> "authentication_error";
            case INSUFFICIENT_CREDITS -> "insufficient_quota";
            case FORBIDDEN -> "permission_error";
            case NOT_FOUND -> "not_found_error";
            case RATE_LIMITED -> "rate_limit_error";
            case INTERNAL_ERROR, UNAVAILABLE -> "server_error";
            case MALFORMED_REQUEST,
                    INVALID_RESOURCE_ID,
                    METHOD_NOT_ALLOWED,
                    REQUEST_TIMEOUT,
                    REQUEST_CONFLICT,
                    GONE,
                    PAYLOAD_TOO_LARGE,
                    UNSUPPORTED_MEDIA_TYPE,
                    RANGE_NOT_SATISFIABLE,
                    VALIDATION_FAILED ->
                    "invalid_request_error";
        };
    }
}
