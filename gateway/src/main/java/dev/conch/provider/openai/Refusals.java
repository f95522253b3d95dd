package dev.conch.provider.openai;

import dev.conch.provider.Failure;
import dev.conch.provider.Trouble;
import dev.conch.provider.http.ErrorTable;
import dev.conch.provider.http.Reply;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import tools.jackson.databind.JsonNode;

import java.time.Clock;
import java.util.List;

/** Refusals in OpenAI's form, or in that of the web frameworks that its followers use. */
final class Refusals {
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
    private static final String CALLED = "The video server";
    private static final int LONGEST_LOGGED = 300;

    private final ErrorTable table = ErrorTable.beside(Refusals.class, CALLED);
    private final String name;
    private final Clock clock;

    /**
     * Refusals of one server.
     *
     * @param name of this gateway's own, for the log
     */
    Refusals(String name, Clock clock) {
        this.name = name;
        this.clock = clock;
    }

    /** What an answer that is no success means. */
    Trouble trouble(Reply.Answer answer) {
        var body = answer.json();
        return table.trouble(code(answer, body), message(body), answer.retryAfter(clock));
    }

    /**
     * The status, where there is no code that we know. {@code error.type} says less than that: a
     * missing key is an {@code invalid_request_error}.
     */
    private String code(Reply.Answer answer, JsonNode body) {
        var code = body.at("/error/code").asString("");
        return table.find(code).isPresent() ? code : "http-" + answer.status();
    }

    private static String message(JsonNode body) {
        for (var place :
                List.of("/error/message", "/error", "/message", "/detail/0/msg", "/detail")) {
            var text = body.at(place);
            if (text.isString() && !text.asString().isBlank()) {
                return text.asString();
            }
        }
        return "it did not say why";
    }

    Trouble unreachable() {
        return table.unreachable();
    }

    /** Why a poll brought nothing; a video that is being made is not in doubt for it. */
    Trouble silence(Reply reply) {
        return table.silence(reply, this::trouble);
    }

    /**
     * Why a video failed. Servers of one's own put traces of their inside there, so callers see
     * only what their request or its content is to blame for.
     */
    Failure failure(JsonNode video) {
        var code = video.at("/error/code").asString("");
        var message = message(video);
        LOG.atWarn()
                .addKeyValue("provider", name)
                .addKeyValue("code", code)
                .addKeyValue(
                        "message", message.substring(0, Math.min(message.length(), LONGEST_LOGGED)))
                .log("a video failed");
        return table.verdict(code, message)
                .orElse(new Failure("generation_failed", CALLED + " could not make this video"));
    }
}
