package dev.conch.provider.replicate;

import dev.conch.provider.Failure;
import dev.conch.provider.SubmitOutcome;
import dev.conch.provider.Trouble;
import dev.conch.provider.http.ErrorTable;
import dev.conch.provider.http.Reply;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What Replicate's errors mean: problem details with {@code detail} for calls, and a text, perhaps
 * with a code such as {@code (E005)}, for predictions.
 */
final class ReplicateErrors {
    private static final String PROVIDER = "Replicate";
    private static final Pattern CODE = Pattern.compile("\\bE\\d{3,4}\\b");

    /** MiniMax's own, which its models pass on. */
    private static final List<String> WORDS = List.of("new_sensitive");

    private static final Duration LONGEST_WAIT = Duration.ofDays(1);
    private static final Failure BROKEN =
            new Failure("generation_failed", PROVIDER + " could not make the video");
    private static final Failure STOPPED =
            new Failure("canceled", "The video was canceled at " + PROVIDER);

    private final ErrorTable table = ErrorTable.beside(ReplicateErrors.class, PROVIDER);
    private final Clock clock;

    ReplicateErrors(Clock clock) {
        this.clock = clock;
    }

    /** What an answer to a submit means that is not a good one. */
    SubmitOutcome refusal(Reply.Answer answer) {
        return answer.status() >= 500
                ? new SubmitOutcome.Unclear(PROVIDER + " answered HTTP " + answer.status())
                : SubmitOutcome.of(
                        table.trouble(
                                "http-" + answer.status(), message(answer), retryAfter(answer)));
    }

    private static String message(Reply.Answer answer) {
        return answer.json().path("detail").stringValue("no reason was given");
    }

    /** Why a call that starts nothing did not work. */
    Trouble trouble(Reply reply) {
        return switch (reply) {
            case Reply.NeverSent(var cause) -> away(cause);
            case Reply.NoAnswer(var cause) -> away(cause);
            case Reply.Answer answer -> trouble(answer);
        };
    }

    private Trouble trouble(Reply.Answer answer) {
        return table.ofPoll("http-" + answer.status(), retryAfter(answer));
    }

    /** There is no good answer at all. */
    Trouble away(String cause) {
        return table.away(cause, null);
    }

    /** The header, or else what the body says in seconds. */
    private @Nullable Duration retryAfter(Reply.Answer answer) {
        var header = answer.retryAfter(clock);
        if (header != null) {
            return header;
        }
        long seconds = answer.json().path("retry_after").asLong(0);
        return seconds > 0 && seconds <= LONGEST_WAIT.toSeconds()
                ? Duration.ofSeconds(seconds)
                : null;
    }

    /** Why a prediction is {@code failed}. */
    Failure failure(JsonNode prediction) {
        var message = prediction.path("error").stringValue("");
        var code = code(message);
        return table.verdict(code, message).orElse(BROKEN);
    }

    private static String code(String message) {
        for (var word : WORDS) {
            if (message.contains(word)) {
                return word;
            }
        }
        var found = CODE.matcher(message);
        return found.find() ? found.group() : "";
    }

    /** A prediction is {@code canceled} or {@code aborted}. */
    static Failure stopped() {
        return STOPPED;
    }
}
