package dev.conch.provider.minimax;

import dev.conch.provider.ErrorClass;
import dev.conch.provider.Failure;
import dev.conch.provider.PollOutcome;
import dev.conch.provider.SubmitOutcome;
import dev.conch.provider.Trouble;
import dev.conch.provider.http.ErrorTable;
import dev.conch.provider.http.Reply;

import tools.jackson.databind.JsonNode;

import java.time.Clock;
import java.util.Optional;
import java.util.regex.Pattern;

/** MiniMax's ways to say no, in our terms. Pure but for the clock that dates are read against. */
final class Errors {
    /** V2 ends its messages with the code of V1. */
    private static final Pattern CODE_AT_END = Pattern.compile("\\((\\d{4,5})\\)\\s*$");

    private static final Failure AWAY =
            new Failure("provider_unavailable", "MiniMax cannot be reached");
    private static final Failure NOT_MADE =
            new Failure("generation_failed", "MiniMax could not make this video");

    private final ErrorTable table;
    private final Clock clock;

    Errors(ErrorTable table, Clock clock) {
        this.table = table;
        this.clock = clock;
    }

    /** {@code base_resp.status_code}; 0 where there is none. */
    static int code(JsonNode body) {
        return body.path("base_resp").path("status_code").asInt(0);
    }

    static SubmitOutcome neverSent() {
        return new SubmitOutcome.Refused(Trouble.of(ErrorClass.SERVER, AWAY));
    }

    static Trouble away() {
        return Trouble.of(ErrorClass.SERVER, AWAY);
    }

    /** An error of V1, whose codes come under any HTTP status; its 5xx promise nothing. */
    Trouble v1(Reply.Answer answer) {
        int code = code(answer.json());
        if (code != 0 && answer.status() < 500) {
            return table.trouble(
                    String.valueOf(code), message(answer.json()), answer.retryAfter(clock));
        }
        return answer.status() >= 500 ? ambiguous(answer) : byStatus(answer);
    }

    /** An error of V2, which has real HTTP statuses. */
    Trouble v2(Reply.Answer answer) {
        if (answer.ok()) {
            return code(answer.json()) == 0 ? ambiguous(answer) : v1(answer);
        }
        var byStatus = byStatus(answer);
        return byStatus.errorClass() == ErrorClass.USER
                ? refined(answer).orElse(byStatus)
                : byStatus;
    }

    private Trouble byStatus(Reply.Answer answer) {
        return table.trouble("http-" + answer.status(), wordsOf(answer), answer.retryAfter(clock));
    }

    private Optional<Trouble> refined(Reply.Answer answer) {
        var code = CODE_AT_END.matcher(wordsOf(answer));
        return code.find()
                ? table.find(code.group(1))
                        .filter(known -> known != ErrorClass.AMBIGUOUS)
                        .map(
                                _ ->
                                        table.trouble(
                                                code.group(1),
                                                wordsOf(answer),
                                                answer.retryAfter(clock)))
                : Optional.empty();
    }

    /** The message of a V2 error. */
    static String wordsOf(Reply.Answer answer) {
        return answer.json().path("error").path("message").asString("HTTP " + answer.status());
    }

    private static String message(JsonNode body) {
        return body.path("base_resp").path("status_msg").asString("");
    }

    private Trouble ambiguous(Reply.Answer answer) {
        return new Trouble(
                ErrorClass.AMBIGUOUS,
                new Failure("submit_unclear", "MiniMax answered HTTP " + answer.status()),
                "http-" + answer.status(),
                answer.retryAfter(clock));
    }

    /** Whether a poll that shows this code ends the task: only a judgement of its content does. */
    boolean endsPolledTask(int code) {
        return table.find(String.valueOf(code)).filter(ErrorClass.CONTENT::equals).isPresent();
    }

    /** Why a task that has failed did so. */
    Failure ofFailedTask(String code, String message) {
        return table.verdict(code, message).orElse(NOT_MADE);
    }

    /**
     * A poll that told nothing. What would leave a submit unclear is no more than a broken server
     * here.
     */
    static PollOutcome unheard(Trouble trouble, Cadence cadence) {
        var wait = cadence.unheard(trouble.retryAfter());
        return new PollOutcome.NoAnswer(
                trouble.errorClass() == ErrorClass.AMBIGUOUS
                        ? new Trouble(
                                ErrorClass.SERVER,
                                new Failure(
                                        "provider_unavailable",
                                        "MiniMax cannot work at the moment"),
                                trouble.upstreamCode(),
                                trouble.retryAfter())
                        : trouble,
                wait);
    }
}
