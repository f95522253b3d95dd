package dev.conch.provider.minimax;

import dev.conch.provider.ErrorClass;
import dev.conch.provider.Failure;
import dev.conch.provider.PollOutcome;
import dev.conch.provider.SubmitOutcome;
import dev.conch.provider.Trouble;
import dev.conch.provider.VideoRequest;
import dev.conch.provider.http.Call;
import dev.conch.provider.http.Reply;
import dev.conch.provider.http.ResultFetcher.Link;
import dev.conch.provider.http.ResultFetcher.LinkSource;
import dev.conch.provider.http.UpstreamHttp;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** The calls of V1: it has no list and cannot cancel. Shared between threads. */
final class V1Api {
    /** Two images of 20 MB take their time. */
    static final Duration SUBMIT_TIMEOUT = Duration.ofMinutes(2);

    private static final Failure UNREADABLE =
            new Failure("image_unreadable", "An image of this task could not be read");

    private final UpstreamHttp http;
    private final Options options;
    private final Errors errors;
    private final V1Answers answers;

    V1Api(UpstreamHttp http, Options options, Errors errors, V1Answers answers) {
        this.http = http;
        this.options = options;
        this.errors = errors;
        this.answers = answers;
    }

    SubmitOutcome submit(VideoRequest request) {
        try {
            var call = Call.post("/v1/video_generation", V1Body.json(request, options));
            return answers.created(http.submit(call.within(SUBMIT_TIMEOUT)));
        } catch (UncheckedIOException _) {
            return unreadable();
        }
    }

    /** Nothing was sent, because our own copy of an image cannot be read now. */
    static SubmitOutcome unreadable() {
        return new SubmitOutcome.Refused(Trouble.of(ErrorClass.SERVER, UNREADABLE));
    }

    PollOutcome poll(String id) {
        return answers.polled(http.ask(query(id)));
    }

    private static Call query(String id) {
        return Call.get("/v1/query/video_generation?task_id=" + encoded(id));
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /**
     * Where a finished task's file is. A link lives for an hour and each call mints a new one;
     * where the task itself tells one, that is tried once.
     */
    LinkSource links(String id) {
        return new LinkSource() {
            private boolean again;

            @Override
            public Link fresh() throws IOException {
                var link = link(id, again);
                again = true;
                return link;
            }
        };
    }

    private Link link(String id, boolean again) throws IOException {
        var task = read(http.ask(query(id)));
        var direct = task.path("video_url").asString("");
        var file = task.path("file_id").asString("");
        if (!direct.isBlank() && (!again || file.isBlank())) {
            return link(direct);
        }
        if (file.isBlank()) {
            throw new IOException("MiniMax names no file of this task yet");
        }
        var found = read(http.ask(Call.get("/v1/files/retrieve?file_id=" + encoded(file))));
        return link(found.path("file").path("download_url").asString(""));
    }

    static Link link(String url) throws IOException {
        if (!url.startsWith("https://") && !url.startsWith("http://")) {
            throw new IOException("MiniMax gives no link to the file of this task");
        }
        return new Link(url, Map.of());
    }

    private JsonNode read(Reply reply) throws IOException {
        return switch (reply) {
            case Reply.NeverSent(var cause) -> throw new IOException(cause);
            case Reply.NoAnswer(var cause) -> throw new IOException(cause);
            case Reply.Answer answer when !answer.ok() || Errors.code(answer.json()) != 0 ->
                    throw new IOException(
                            "MiniMax refuses the file: " + errors.v1(answer).upstreamCode());
            case Reply.Answer answer -> answer.json();
        };
    }
}
