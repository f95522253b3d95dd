package dev.conch.provider.fal;

import dev.conch.provider.Failure;
import dev.conch.provider.SubmitOutcome;
import dev.conch.provider.Trouble;
import dev.conch.provider.http.ErrorTable;
import dev.conch.provider.http.Reply;

import tools.jackson.databind.JsonNode;

import java.time.Clock;
import java.util.Optional;

/**
 * What fal's errors mean. A model's errors are {@code {"detail": [{"type", "msg", "loc"}]}}, the
 * queue's are {@code {"detail": "…", "error_type": "…"}}, and older ones are only a text.
 */
final class FalErrors {
    private static final String PROVIDER = "fal.ai";
    private static final String CANCELED = "client_cancelled";

    /** What a result's address says while there is none. */
    private static final String STILL_RUNNING = "Request is still in progress";

    private static final Failure BROKEN =
            new Failure("generation_failed", PROVIDER + " could not make the video");
    private static final Failure STOPPED =
            new Failure("canceled", "The video was canceled at " + PROVIDER);

    private final ErrorTable table = ErrorTable.beside(FalErrors.class, PROVIDER);
    private final Clock clock;

    FalErrors(Clock clock) {
        this.clock = clock;
    }

    /** What an answer to a submit means that is not a good one. */
    SubmitOutcome refusal(Reply.Answer answer) {
        if (answer.status() >= 500) {
            return new SubmitOutcome.Unclear(PROVIDER + " answered HTTP " + answer.status());
        }
        var json = answer.json();
        var status = "http-" + answer.status();
        var code =
                answer.status() == 400 || answer.status() == 422
                        ? type(answer, json).filter(it -> table.find(it).isPresent()).orElse(status)
                        : status;
        return SubmitOutcome.of(table.trouble(code, message(json), answer.retryAfter(clock)));
    }

    /** Why there is no news of a job. */
    Trouble trouble(Reply.Answer answer) {
        return table.ofPoll("http-" + answer.status(), answer.retryAfter(clock));
    }

    /** There is no good answer at all. */
    Trouble away(String cause) {
        return table.away(cause, null);
    }

    /** Whether a result's address says that the job is not done after all. */
    static boolean stillRunning(Reply.Answer answer) {
        return answer.status() == 400
                && answer.json().path("detail").stringValue("").startsWith(STILL_RUNNING);
    }

    /**
     * How a finished job ended, as the address of its result tells; empty when that is an error of
     * the address, and so proves nothing about the job.
     */
    Optional<Failure> verdict(Reply.Answer answer) {
        var json = answer.json();
        var type = type(answer, json);
        boolean told =
                type.isPresent()
                        || (answer.status() == 422 && json.hasNonNull("detail"))
                        || answer.header("x-fal-request-timeout-type").isPresent();
        boolean ofTheJob = isOfJobs(answer.status());
        return told && ofTheJob
                ? Optional.of(failure(type.orElse("http-" + answer.status()), message(json)))
                : Optional.empty();
    }

    /** Others speak of the key, of the address or of too many requests. */
    private static boolean isOfJobs(int status) {
        return status == 400 || status == 422 || status == 499 || status >= 500;
    }

    /** How a job ended, as its status tells: {@code {"error": "…", "error_type": "…"}}. */
    Optional<Failure> verdict(JsonNode status) {
        var type = status.path("error_type").stringValue("");
        return status.hasNonNull("error") || !type.isEmpty()
                ? Optional.of(failure(type, status.path("error").stringValue("")))
                : Optional.empty();
    }

    private Failure failure(String code, String message) {
        if (code.equals(CANCELED)) {
            return STOPPED;
        }
        return table.verdict(code, message).orElse(BROKEN);
    }

    private static Optional<String> type(Reply.Answer answer, JsonNode json) {
        var ofModel = json.path("detail").path(0).path("type").stringValue("");
        var ofQueue = json.path("error_type").stringValue("");
        return Optional.of(ofModel.isEmpty() ? ofQueue : ofModel)
                .filter(type -> !type.isEmpty())
                .or(() -> answer.header("x-fal-error-type"));
    }

    private static String message(JsonNode json) {
        var detail = json.path("detail");
        if (!detail.isArray()) {
            return detail.stringValue("no reason was given");
        }
        var first = detail.path(0);
        var field = first.path("loc").path(first.path("loc").size() - 1).stringValue("");
        var message = first.path("msg").stringValue("no reason was given");
        return field.isEmpty() ? message : field + ": " + message;
    }
}
