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
    /** There is money, but the account, project or key may not spend more of it. */
    BUDGET_EXCEEDED(402),
    FORBIDDEN(403),
    /** The project keeps as many bytes of results as it may. */
    STORAGE_QUOTA_EXCEEDED(403),
    /** Listening to callbacks needs a key from a login in the browser. */
    CLI_LISTEN_REQUIRED(403),
    NOT_FOUND(404),
    METHOD_NOT_ALLOWED(405),
    REQUEST_TIMEOUT(408),
    REQUEST_CONFLICT(409),
    /** What the task has become cannot be undone. */
    TASK_NOT_CANCELABLE(409),
    GONE(410),
    /** The link's time is over, not the file's: the task shows a new one. */
    LINK_EXPIRED(410),
    /** The key whose callbacks are meant was revoked or has expired. */
    CALLBACK_API_KEY_UNUSABLE(410),
    PAYLOAD_TOO_LARGE(413),
    UNSUPPORTED_MEDIA_TYPE(415),
    RANGE_NOT_SATISFIABLE(416),
    VALIDATION_FAILED(422),
    RATE_LIMITED(429),
    /** As many tasks are under way as may be; wait for one to end. */
    TOO_MANY_TASKS(429),
    TOO_MANY_LISTENER_POLLS(429),
    TOO_MANY_KEY_LISTENERS(429),
    TOO_MANY_ACCOUNT_LISTENERS(429),
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
            case INSUFFICIENT_CREDITS, BUDGET_EXCEEDED -> "insufficient_quota";
            case FORBIDDEN, STORAGE_QUOTA_EXCEEDED, CLI_LISTEN_REQUIRED -> "permission_error";
            case NOT_FOUND -> "not_found_error";
            case RATE_LIMITED,
                    TOO_MANY_TASKS,
                    TOO_MANY_LISTENER_POLLS,
                    TOO_MANY_KEY_LISTENERS,
                    TOO_MANY_ACCOUNT_LISTENERS ->
                    "rate_limit_error";
            case INTERNAL_ERROR, UNAVAILABLE -> "server_error";
            case MALFORMED_REQUEST,
                    INVALID_RESOURCE_ID,
                    METHOD_NOT_ALLOWED,
                    REQUEST_TIMEOUT,
                    REQUEST_CONFLICT,
                    TASK_NOT_CANCELABLE,
                    GONE,
                    LINK_EXPIRED,
                    CALLBACK_API_KEY_UNUSABLE,
                    PAYLOAD_TOO_LARGE,
                    UNSUPPORTED_MEDIA_TYPE,
                    RANGE_NOT_SATISFIABLE,
                    VALIDATION_FAILED ->
                    "invalid_request_error";
        };
    }
}
