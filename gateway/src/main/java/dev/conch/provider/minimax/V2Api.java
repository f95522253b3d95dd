package dev.conch.provider.minimax;

import dev.conch.provider.CancelOutcome;
import dev.conch.provider.PollOutcome;
import dev.conch.provider.SubmitOutcome;
import dev.conch.provider.VideoRequest;
import dev.conch.provider.http.Call;
import dev.conch.provider.http.Reply;
import dev.conch.provider.http.ResultFetcher.Link;
import dev.conch.provider.http.ResultFetcher.LinkSource;
import dev.conch.provider.http.UpstreamHttp;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.stream.Collectors;

/** The calls of V2. Shared between threads. */
final class V2Api {
    private static final String QUERY = "/v2/query/video_generation";

    private final UpstreamHttp http;
    private final Errors errors;
    private final V2Answers answers;

    V2Api(UpstreamHttp http, Errors errors, V2Answers answers) {
        this.http = http;
        this.errors = errors;
        this.answers = answers;
    }

    SubmitOutcome submit(VideoRequest request) {
        try {
            var call = Call.post("/v2/video_generation", V2Body.json(request));
            return answers.created(http.submit(call.within(V1Api.SUBMIT_TIMEOUT)));
        } catch (UncheckedIOException _) {
            return V1Api.unreadable();
        }
    }

    /** Asks about one task alone. */
    PollOutcome poll(StartedTask.V2 task) {
        return answers.polled(query(task));
    }

    private Reply query(StartedTask.V2 task) {
        return http.ask(Call.get(QUERY + "/" + V1Api.encoded(task.id())));
    }

    V2Answers answers() {
        return answers;
    }

    /** Asks about several tasks at once. */
    Reply list(Collection<String> ids) {
        var filter =
                ids.stream()
                        .map(id -> "&filter.task_ids=" + V1Api.encoded(id))
                        .collect(Collectors.joining());
        return http.ask(Call.get(QUERY + "?page_num=1&page_size=" + ids.size() + filter));
    }

    /**
     * All tasks of the last 7 days.
     *
     * @param page from 1
     */
    Reply page(int page, int size) {
        return http.ask(Call.get("%s?page_num=%d&page_size=%d".formatted(QUERY, page, size)));
    }

    /** What MiniMax tells of a task now. */
    JsonNode task(StartedTask.V2 task) throws IOException {
        return switch (query(task)) {
            case Reply.NeverSent(var cause) -> throw new IOException(cause);
            case Reply.NoAnswer(var cause) -> throw new IOException(cause);
            case Reply.Answer answer when answer.ok() && answer.json().path("task").isObject() ->
                    answer.json().path("task");
            case Reply.Answer answer ->
                    throw new IOException(
                            "MiniMax tells nothing of the task: "
                                    + errors.v2(answer).upstreamCode());
        };
    }

    /**
     * Where a finished task's file is. Links die, and asking again gives a fresh one.
     *
     * @param done what was just told of it
     */
    LinkSource links(StartedTask.V2 task, JsonNode done) {
        return new LinkSource() {
            private boolean again;

            @Override
            public Link fresh() throws IOException {
                var told = again ? task(task) : done;
                again = true;
                return V1Api.link(told.path("content").path("url").asString(""));
            }
        };
    }

    /**
     * A DELETE cancels what is queued, but of what has ended it deletes the record and with it the
     * video. So it is looked first, and what the answer leaves open is looked up after.
     */
    CancelOutcome cancel(StartedTask.V2 task) {
        var before = status(task);
        if (!before.equals("queued")) {
            return outcome(before);
        }
        var action =
                delete(task) instanceof Reply.Answer answer && answer.ok()
                        ? answer.json().path("action").asString("")
                        : "";
        return action.startsWith("cancel") ? new CancelOutcome.Canceled() : outcome(status(task));
    }

    private static CancelOutcome outcome(String status) {
        return status.equals("cancelled")
                ? new CancelOutcome.Canceled()
                : new CancelOutcome.TooLate();
    }

    private String status(StartedTask.V2 task) {
        try {
            return task(task).path("status").asString("");
        } catch (IOException _) {
            return "";
        }
    }

    /** Cancels or deletes, as the task stands. */
    Reply delete(StartedTask.V2 task) {
        return http.ask(Call.delete("/v2/video_generation/" + V1Api.encoded(task.id())));
    }
}
