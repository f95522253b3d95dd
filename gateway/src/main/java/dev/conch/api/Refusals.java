package dev.conch.api;

import dev.conch.asset.FileStoreException;
import dev.conch.asset.FileStoreException.Reason;
import dev.conch.asset.ImageRefused;
import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;
import dev.conch.db.DatabaseUnavailable;

import io.helidon.http.HttpException;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The only place where a throwable becomes a response: {@code
 * {"error":{"message","type","code","param"},"errors":{…}}}, which the clients of RunAPI and of
 * OpenAI both read, unless the path is of a dialect with an {@link ErrorShape} of its own. Stack
 * traces stay in the log.
 */
final class Refusals {
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    private static final Duration WHEN_UNAVAILABLE = Duration.ofSeconds(5);

    /** For a refusal that means "wait" and does not say how long. */
    private static final Duration A_MOMENT = Duration.ofSeconds(1);

    private Refusals() {}

    /** Answers with what the caller may know, and returns the code of it. */
    static ErrorCode send(
            ServerRequest request, ServerResponse response, Throwable thrown, ErrorShape shape) {
        var refusal = toRefusal(request, response, thrown);
        if (refusal.code() == ErrorCode.UNAUTHORIZED) {
            response.header("WWW-Authenticate", "Bearer");
        }
        retryAfter(refusal)
                .ifPresent(
                        wait -> response.header("Retry-After", String.valueOf(wait.toSeconds())));
        var answer = shape.of(refusal, RequestId.of(response));
        Json.send(response, answer.status(), answer.body());
        return refusal.code();
    }

    /**
     * Every answer that means "wait" says how long, in whole seconds, at least one; one that means
     * "pay" never does, since waiting does not help.
     */
    static Optional<Duration> retryAfter(GatewayException refusal) {
        if (refusal.code().httpStatus() == ErrorCode.INSUFFICIENT_CREDITS.httpStatus()) {
            return Optional.empty();
        }
        var said = refusal.retryAfter();
        if (said != null) {
            return Optional.of(Duration.ofSeconds(Math.max(1, said.plusMillis(999).toSeconds())));
        }
        return switch (refusal.code().httpStatus()) {
            case 503 -> Optional.of(WHEN_UNAVAILABLE);
            case 429 -> Optional.of(A_MOMENT);
            default -> Optional.empty();
        };
    }

    private static GatewayException toRefusal(
            ServerRequest request, ServerResponse response, Throwable thrown) {
        if (thrown instanceof GatewayException refusal) {
            return refusal;
        }
        if (thrown instanceof ImageRefused refused) {
            return new GatewayException(
                    ErrorCode.VALIDATION_FAILED,
                    refused.publicMessage(),
                    Map.of(refused.field(), List.of(withoutName(refused))));
        }
        if (thrown instanceof FileStoreException full && full.reason() == Reason.DISK_FULL) {
            LOG.atWarn().setCause(thrown).log("the disk is full");
            return new GatewayException(
                    ErrorCode.UNAVAILABLE, "The gateway has no room for files at the moment");
        }
        if (thrown instanceof DatabaseUnavailable) {
            LOG.atWarn().setCause(thrown).log("the database is away");
            return new GatewayException(
                    ErrorCode.UNAVAILABLE, "The database is not to be reached; ask again soon");
        }
        if (thrown instanceof HttpException http && http.status().code() < 500) {
            return new GatewayException(
                    codeOf(http.status().code()),
                    Status.create(http.status().code()).reasonPhrase());
        }
        LOG.atError()
                .addKeyValue("request_id", RequestId.of(response))
                .addKeyValue("path", request.path().path())
                .setCause(thrown)
                .log("request failed");
        return new GatewayException(
                ErrorCode.INTERNAL_ERROR,
                "Unexpected error. Quote the request id %s when you report it."
                        .formatted(RequestId.of(response)));
    }

    /** Texts of a field read after its name. */
    private static String withoutName(ImageRefused refused) {
        var name = refused.field() + " ";
        var message = refused.publicMessage();
        return message.startsWith(name) ? message.substring(name.length()) : message;
    }

    static ErrorCode codeOf(int status) {
        for (var code : ErrorCode.values()) {
            if (code.httpStatus() == status) {
                return code;
            }
        }
        return status >= 500 ? ErrorCode.INTERNAL_ERROR : ErrorCode.MALFORMED_REQUEST;
    }

    /** In the shape that most clients read. */
    static ErrorShape.Answer usual(GatewayException refusal, String requestId) {
        return new ErrorShape.Answer(refusal.code().httpStatus(), body(refusal));
    }

    /** In the shape that RunAPI's command line reads. */
    static ErrorShape.Answer flat(GatewayException refusal, String requestId) {
        var body = Json.object();
        body.put("error", refusal.publicMessage());
        body.put("code", refusal.code().wireName());
        return new ErrorShape.Answer(refusal.code().httpStatus(), body);
    }

    static ObjectNode body(GatewayException refusal) {
        var body = Json.object();
        var error = body.putObject("error");
        error.put("message", refusal.publicMessage());
        error.put("type", refusal.code().type());
        error.put("code", refusal.code().wireName());
        error.put("param", refusal.param());
        if (!refusal.fieldErrors().isEmpty()) {
            var errors = body.putObject("errors");
            refusal.fieldErrors()
                    .forEach((field, texts) -> texts.forEach(errors.withArray(field)::add));
        }
        return body;
    }
}
