package dev.conch.provider.replicate;

import dev.conch.base.TaskId;
import dev.conch.provider.ReconcileOutcome;
import dev.conch.provider.VideoRequest;
import dev.conch.provider.http.Call;
import dev.conch.provider.http.Reply;
import dev.conch.provider.http.UpstreamHttp;

import tools.jackson.databind.JsonNode;

import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Looks for a lost submit in the account's list of predictions, newest first.
 *
 * <p>Only a prediction that carries the task's own callback address is taken for the task's: a
 * prompt and a time are no proof, for two callers may have sent the same. That nothing is found
 * proves nothing either: the list does not promise to show addresses, nor to be up to date.
 */
final class ReplicateList {
    private static final String FIRST_PAGE = "/v1/predictions";
    private static final int MOST_PAGES = 10;

    /** Clocks differ. */
    private static final Duration SLACK = Duration.ofMinutes(5);

    private final UpstreamHttp http;
    private final URI base;

    ReplicateList(UpstreamHttp http, URI base) {
        this.http = http;
        this.base = base;
    }

    ReconcileOutcome find(VideoRequest submit) {
        var mark = submit.callbackUrl();
        if (mark == null) {
            return new ReconcileOutcome.CannotTell();
        }
        var since = acceptedAt(submit.taskId()).minus(SLACK);
        Set<String> found = new TreeSet<>();
        var page = Optional.of(FIRST_PAGE);
        for (int i = 0; i < MOST_PAGES && page.isPresent(); i++) {
            var answer = ask(page.get());
            if (answer.isEmpty()) {
                return new ReconcileOutcome.CannotTell();
            }
            var list = new ArrayList<>(answer.get().path("results").values());
            list.stream()
                    .filter(prediction -> isOf(prediction, submit, mark))
                    .map(prediction -> prediction.path("id").stringValue(""))
                    .filter(Prediction::isId)
                    .forEach(found::add);
            page =
                    list.stream().anyMatch(prediction -> isBefore(prediction, since))
                            ? Optional.empty()
                            : next(answer.get(), base);
        }
        return page.isEmpty() && found.size() == 1
                ? new ReconcileOutcome.Found(found.iterator().next())
                : new ReconcileOutcome.CannotTell();
    }

    /** A task's id begins with the time when it was accepted, in milliseconds. */
    private static Instant acceptedAt(TaskId task) {
        return Instant.ofEpochMilli(task.uuid().getMostSignificantBits() >>> 16);
    }

    private Optional<JsonNode> ask(String page) {
        return http.ask(Call.get(page)) instanceof Reply.Answer answer
                        && answer.ok()
                        && answer.json().path("results").isArray()
                ? Optional.of(answer.json())
                : Optional.empty();
    }

    /** Input may be gone after an hour; where it is there it must be the same. */
    private static boolean isOf(JsonNode prediction, VideoRequest submit, String mark) {
        var prompt = submit.wish().prompt();
        return prediction.path("webhook").stringValue("").equals(mark)
                && prediction.path("model").stringValue("").equals(submit.wish().upstreamModel())
                && prediction.path("input").path("prompt").stringValue(prompt).equals(prompt);
    }

    private static boolean isBefore(JsonNode prediction, Instant since) {
        try {
            return Instant.parse(prediction.path("created_at").stringValue("")).isBefore(since);
        } catch (DateTimeException _) {
            return false;
        }
    }

    /** The next page, if it is on the same server. */
    static Optional<String> next(JsonNode page, URI base) {
        return page.path("next").stringValueOpt().filter(url -> url.startsWith(base + "/"));
    }
}
