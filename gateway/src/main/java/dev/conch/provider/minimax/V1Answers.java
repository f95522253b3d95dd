package dev.conch.provider.minimax;

import dev.conch.provider.Failure;
import dev.conch.provider.PollOutcome;
import dev.conch.provider.SubmitOutcome;
import dev.conch.provider.http.Reply;

import tools.jackson.databind.JsonNode;

import java.util.Locale;

/**
 * V1's answers in our terms. Failures come under HTTP 200 with a {@code base_resp} whose code is
 * not 0, and the same code may mean another thing to a create than to a poll.
 */
final class V1Answers {
    /** A create means bad parameters by it; a poll, that the task is not known. */
    private static final int BAD_PARAMETERS = 2013;

    private final Errors errors;
    private final Cadence cadence;
    private final UnknownWords words;

    V1Answers(Errors errors, Cadence cadence, UnknownWords words) {
        this.errors = errors;
        this.cadence = cadence;
        this.words = words;
    }

    SubmitOutcome created(Reply reply) {
        return switch (reply) {
            case Reply.NeverSent _ -> Errors.neverSent();
            case Reply.NoAnswer(var cause) -> new SubmitOutcome.Unclear(cause);
            case Reply.Answer answer -> created(answer);
        };
    }

    private SubmitOutcome created(Reply.Answer answer) {
        var body = answer.json();
        var id = body.path("task_id").asString("");
        if (answer.ok() && Errors.code(body) == 0) {
            return id.isBlank()
                    ? new SubmitOutcome.Unclear("MiniMax answered without a task_id")
                    : accepted(id, answer);
        }
        var outcome = SubmitOutcome.of(errors.v1(answer));
        boolean named = answer.ok() && outcome instanceof SubmitOutcome.Unclear && !id.isBlank();
        return named ? accepted(id, answer) : outcome;
    }

    private static SubmitOutcome accepted(String id, Reply.Answer answer) {
        return new SubmitOutcome.Accepted(
                new StartedTask.V1(id).toString(), answer.header("trace-id").orElse(null));
    }

    PollOutcome polled(Reply reply) {
        return switch (reply) {
            case Reply.NeverSent _, Reply.NoAnswer _ -> Errors.unheard(Errors.away(), cadence);
            case Reply.Answer answer -> polled(answer);
        };
    }

    private PollOutcome polled(Reply.Answer answer) {
        var body = answer.json();
        int code = Errors.code(body);
        boolean ofTheTask = answer.ok() || (answer.status() < 500 && code != 0);
        if (!ofTheTask || !body.isObject()) {
            return Errors.unheard(errors.v1(answer), cadence);
        }
        return switch (body.path("status").asString("").toLowerCase(Locale.ROOT)) {
            case "success" -> new PollOutcome.Succeeded();
            case "fail", "failed" -> new PollOutcome.Failed(failure(body, code));
            default -> code == 0 ? running(body, answer) : said(body, code, answer);
        };
    }

    /** A code is set, and no word says that the task has ended. */
    private PollOutcome said(JsonNode body, int code, Reply.Answer answer) {
        if (errors.endsPolledTask(code)) {
            return new PollOutcome.Failed(failure(body, code));
        }
        return code == BAD_PARAMETERS
                ? new PollOutcome.Lost()
                : Errors.unheard(errors.v1(answer), cadence);
    }

    private PollOutcome running(JsonNode body, Reply.Answer answer) {
        var word = body.path("status").asString("");
        if (word.isBlank()) {
            return Errors.unheard(errors.v1(answer), cadence);
        }
        switch (word) {
            case "Preparing", "Queueing", "Processing" -> {}
            default -> words.meet(word);
        }
        return new PollOutcome.Running(0, cadence.running(""));
    }

    private Failure failure(JsonNode body, int code) {
        return errors.ofFailedTask(
                String.valueOf(code), body.path("base_resp").path("status_msg").asString(""));
    }
}
