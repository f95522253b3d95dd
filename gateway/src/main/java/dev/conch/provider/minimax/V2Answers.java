package dev.conch.provider.minimax;

import dev.conch.provider.Failure;
import dev.conch.provider.PollOutcome;
import dev.conch.provider.SubmitOutcome;
import dev.conch.provider.http.Reply;

import tools.jackson.databind.JsonNode;

import java.time.Clock;
import java.time.Duration;
import java.util.Locale;

/** V2's answers in our terms. */
final class V2Answers {
    /** Older tasks cannot be asked about. */
    private static final Duration HORIZON = Duration.ofDays(7);

    private final Errors errors;
    private final Cadence cadence;
    private final UnknownWords words;
    private final Clock clock;

    V2Answers(Errors errors, Cadence cadence, UnknownWords words, Clock clock) {
        this.errors = errors;
        this.cadence = cadence;
        this.words = words;
        this.clock = clock;
    }

    SubmitOutcome created(Reply reply) {
        return switch (reply) {
            case Reply.NeverSent _ -> Errors.neverSent();
            case Reply.NoAnswer(var cause) -> new SubmitOutcome.Unclear(cause);
            case Reply.Answer answer -> created(answer);
        };
    }

    private SubmitOutcome created(Reply.Answer answer) {
        var id = answer.json().path("task_id").asString("");
        return answer.ok() && !id.isBlank()
                ? new SubmitOutcome.Accepted(
                        new StartedTask.V2(id, clock.instant()).toString(),
                        answer.header("trace-id").orElse(null))
                : SubmitOutcome.of(errors.v2(answer));
    }

    /** Whether MiniMax has forgotten the task by its own rule. */
    boolean tooOld(StartedTask.V2 task) {
        return clock.instant().isAfter(task.created().plus(HORIZON));
    }

    PollOutcome polled(Reply reply) {
        return switch (reply) {
            case Reply.NeverSent _, Reply.NoAnswer _ -> unheard(reply);
            case Reply.Answer answer when answer.ok() && hasStatus(answer.json().path("task")) ->
                    status(answer.json().path("task"));
            case Reply.Answer answer when notKnown(answer) -> new PollOutcome.Lost();
            case Reply.Answer _ -> unheard(reply);
        };
    }

    private static boolean hasStatus(JsonNode task) {
        return !task.path("status").asString("").isBlank();
    }

    /** Says "invalid task_id", in one of the ways that a query has to say so. */
    private static boolean notKnown(Reply.Answer answer) {
        if (!answer.json().path("error").isObject()) {
            return false;
        }
        var words = Errors.wordsOf(answer).toLowerCase(Locale.ROOT);
        return answer.status() == 404
                || ((answer.status() == 400 || answer.status() == 422)
                        && (words.contains("task_id")
                                || words.contains("task id")
                                || words.endsWith("(2013)")));
    }

    /** A poll that told nothing of the task. */
    PollOutcome unheard(Reply reply) {
        return Errors.unheard(
                reply instanceof Reply.Answer answer ? errors.v2(answer) : Errors.away(), cadence);
    }

    /** Where a task stands by what a query or the list says of it. */
    PollOutcome status(JsonNode task) {
        var word = task.path("status").asString("");
        return switch (word) {
            case "succeeded" -> new PollOutcome.Succeeded();
            case "failed", "cancelled", "expired" -> new PollOutcome.Failed(failure(task));
            case "queued", "running" -> running(task);
            default -> {
                words.meet(word);
                yield running(task);
            }
        };
    }

    private PollOutcome running(JsonNode task) {
        return new PollOutcome.Running(0, cadence.running(task.path("model").asString("")));
    }

    private Failure failure(JsonNode task) {
        var error = task.path("error");
        return switch (task.path("status").asString("")) {
            case "cancelled" ->
                    new Failure("canceled", "MiniMax canceled this video before it began");
            case "expired" ->
                    new Failure(
                            "generation_failed", "MiniMax did not finish this video in its time");
            default ->
                    errors.ofFailedTask(
                            error.path("code").asString(""), error.path("message").asString(""));
        };
    }
}
