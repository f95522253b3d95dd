package dev.conch.provider.runapi;

import dev.conch.provider.ErrorClass;
import dev.conch.provider.Failure;
import dev.conch.provider.Trouble;
import dev.conch.provider.http.ErrorTable;
import dev.conch.provider.http.Reply;

import tools.jackson.databind.JsonNode;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * RunAPI's refusals in our terms. Every body that its clients read is read here: {@code
 * {"error":"…"}}, {@code {"error":{"message","code"}}}, with {@code errors} by field beside it.
 */
final class Refusals {
    private static final String CALLED = "RunAPI";
    private static final Pattern SLUG = Pattern.compile("[a-z][a-z0-9_]{0,63}");
    private static final String NO_CHANNEL = "No active channel available";

    private final ErrorTable table = ErrorTable.beside(Refusals.class, CALLED);
    private final Clock clock;

    Refusals(Clock clock) {
        this.clock = clock;
    }

    /** What an answer that is no success means. */
    Trouble trouble(Reply.Answer answer) {
        var body = answer.json();
        return table.trouble(code(answer, body), message(body), answer.retryAfter(clock));
    }

    /** The server's own code where the table has it, else the HTTP status. */
    private String code(Reply.Answer answer, JsonNode body) {
        for (var place : List.of("/error/code", "/code")) {
            var code = body.at(place);
            if (code.isString() && table.find(code.asString()).isPresent()) {
                return code.asString();
            }
        }
        if (answer.status() == 503 && message(body).startsWith(NO_CHANNEL)) {
            return "unavailable";
        }
        return "http-" + answer.status();
    }

    private static String message(JsonNode body) {
        for (var place :
                List.of("/error/message", "/error", "/error/detail", "/message", "/detail")) {
            var text = body.at(place);
            if (text.isString() && !text.asString().isBlank()) {
                return text.asString();
            }
        }
        return "it did not say why";
    }

    /** A connection that never came about. */
    Trouble unreachable() {
        return table.unreachable();
    }

    /** Why a poll brought nothing; a task that runs is not in doubt for it. */
    Trouble silence(Reply reply) {
        return table.silence(reply, this::trouble);
    }

    /**
     * Why a task ended without a video. What RunAPI writes there is meant for its callers, so ours
     * may read it, unless its code says that our account is the matter.
     */
    Failure failure(JsonNode task) {
        var code = task.path("error_code").asString("");
        var ours =
                table.find(code)
                        .filter(as -> as == ErrorClass.ACCOUNT || as == ErrorClass.SERVER)
                        .isPresent();
        if (ours) {
            return table.trouble(code, "", null).failure();
        }
        var words = table.trouble("validation_failed", message(task), null).failure().message();
        return new Failure(
                Optional.of(code)
                        .filter(c -> SLUG.matcher(c).matches())
                        .orElse("generation_failed"),
                words.replaceFirst("refused the request", "could not make the video"));
    }
}
