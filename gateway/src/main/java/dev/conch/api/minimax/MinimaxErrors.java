package dev.conch.api.minimax;

import dev.conch.api.ErrorShape;
import dev.conch.api.Json;
import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;

/** Refusals as MiniMax tells them; codes are those of upstreams.md 2.6 and 3.3. */
final class MinimaxErrors {
    private MinimaxErrors() {}

    /** {@code base_resp} under HTTP 200, as all of MiniMax's first generation. */
    static ErrorShape.Answer v1(GatewayException refusal, String requestId) {
        var body = Json.object();
        body.putObject("base_resp")
                .put("status_code", code(refusal.code()))
                .put("status_msg", inTheirWords(refusal.publicMessage()));
        return new ErrorShape.Answer(200, body);
    }

    /** A real status, with the number of the first generation in the message. */
    static ErrorShape.Answer v2(GatewayException refusal, String requestId) {
        int status = status(refusal.code());
        var body = Json.object();
        body.put("type", "error");
        body.putObject("error")
                .put("type", type(status))
                .put(
                        "message",
                        "%s (%d)"
                                .formatted(
                                        inTheirWords(refusal.publicMessage()),
                                        code(refusal.code())))
                .put("http_code", String.valueOf(status));
        body.put("request_id", requestId);
        return new ErrorShape.Answer(status, body);
    }

    private static int code(ErrorCode code) {
        return switch (code) {
            case UNAUTHORIZED -> 1004;
            case INSUFFICIENT_CREDITS, BUDGET_EXCEEDED -> 1008;
            case RATE_LIMITED, TOO_MANY_TASKS -> 1002;
            case FORBIDDEN -> 2061;
            case UNAVAILABLE, STORAGE_QUOTA_EXCEEDED -> 1041;
            case INTERNAL_ERROR -> 1000;
            case REQUEST_TIMEOUT -> 1001;
            default -> 2013;
        };
    }

    private static int status(ErrorCode code) {
        return switch (code) {
            case VALIDATION_FAILED, NOT_FOUND, INVALID_RESOURCE_ID, TASK_NOT_CANCELABLE -> 400;
            case UNAVAILABLE -> 529;
            default -> code.httpStatus();
        };
    }

    private static String type(int status) {
        return switch (status) {
            case 401, 403 -> "authorized_error";
            case 402 -> "insufficient_balance_error";
            case 422 -> "unprocessable_entity_error";
            case 429 -> "rate_limit_error";
            case 529 -> "overloaded_error";
            default -> status >= 500 ? "server_error" : "bad_request_error";
        };
    }

    /** Complaints of the catalog name our fields. */
    private static String inTheirWords(String message) {
        return message.replace("first_frame_image_url", "first_frame_image")
                .replace("last_frame_image_url", "last_frame_image")
                .replace("duration_seconds", "duration")
                .replace("output_resolution", "resolution")
                .replace("aspect_ratio", "ratio");
    }
}
