package dev.conch.provider.comfyui;

import dev.conch.provider.ErrorClass;
import dev.conch.provider.Failure;
import dev.conch.provider.Trouble;
import dev.conch.provider.http.ErrorTable;
import dev.conch.provider.http.Reply;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import tools.jackson.databind.JsonNode;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** What ComfyUI says of graphs that it will not run or could not finish. */
final class Refusals {
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
    private static final String CALLED = "ComfyUI";
    private static final int LONGEST_LOGGED = 300;

    /** More faults of one graph are seldom more help. */
    private static final int MOST_FAULTS = 3;

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

    Trouble trouble(Reply.Answer answer) {
        var body = answer.json();
        var type = body.at("/error/type").asString("");
        var code = table.find(type).isPresent() ? type : "http-" + answer.status();
        if (body.path("node_errors").isObject()) {
            LOG.atWarn()
                    .addKeyValue("provider", name)
                    .addKeyValue("node_errors", brief(body.path("node_errors").toString()))
                    .log("ComfyUI refused the graph");
        }
        return table.trouble(code, explanation(body), answer.retryAfter(clock));
    }

    /** What is wrong in words, with the nodes that are at fault. */
    private static String explanation(JsonNode body) {
        var error = body.path("error");
        var head =
                error.isString()
                        ? error.asString()
                        : error.path("message").asString("it did not say why");
        var faults = new ArrayList<String>();
        for (var node : body.path("node_errors").properties()) {
            for (var fault : node.getValue().path("errors").values()) {
                faults.add(
                        "node %s (%s): %s%s"
                                .formatted(
                                        node.getKey(),
                                        node.getValue().path("class_type").asString("?"),
                                        fault.path("message").asString("?"),
                                        input(fault)));
            }
        }
        var shown = faults.subList(0, Math.min(faults.size(), MOST_FAULTS));
        return shown.isEmpty() ? head : head + "; " + String.join("; ", shown);
    }

    private static String input(JsonNode fault) {
        var input = fault.at("/extra_info/input_name").asString("");
        return input.isEmpty() ? "" : " at " + input;
    }

    Trouble unreachable() {
        return table.unreachable();
    }

    /** The operator must move it, or allow it. */
    static Trouble misplaced() {
        return new Trouble(
                ErrorClass.ACCOUNT,
                new Failure("provider_unavailable", CALLED + " cannot work at the moment"),
                "host_not_private",
                null);
    }

    /** Why a look at the queue brought nothing. */
    Trouble silence(Reply reply) {
        if (!(reply instanceof Reply.Answer answer)) {
            return unreachable();
        }
        var trouble = trouble(answer);
        return trouble.errorClass() == ErrorClass.THROTTLE
                        || trouble.errorClass() == ErrorClass.ACCOUNT
                ? trouble
                : table.gaveNoAnswer(trouble);
    }

    /**
     * Why a graph that ran did not come to its end. The inside of an exception is for the log.
     *
     * @param messages of the history: pairs of a word and an object
     */
    Failure failure(JsonNode messages) {
        for (var message : messages.values()) {
            var about = message.path(1);
            switch (message.path(0).asString("")) {
                case "execution_interrupted" -> {
                    return new Failure("canceled", "ComfyUI was told to stop this video");
                }
                case "execution_error" -> {
                    LOG.atWarn()
                            .addKeyValue("provider", name)
                            .addKeyValue("type", about.path("exception_type").asString(""))
                            .addKeyValue(
                                    "message", brief(about.path("exception_message").asString("")))
                            .log("a graph failed");
                    return new Failure(
                            "generation_failed",
                            "ComfyUI failed in node %s (%s)"
                                    .formatted(
                                            about.path("node_id").asString("?"),
                                            about.path("node_type").asString("?")));
                }
                default -> {}
            }
        }
        return new Failure("generation_failed", "ComfyUI could not finish this video");
    }

    /** A graph that saves no video is the operator's mistake, and the same for every caller. */
    static Failure nothingSaved(JsonNode outputs) {
        var kinds = new TreeSet<String>();
        outputs.values().forEach(node -> node.propertyNames().forEach(kinds::add));
        return new Failure(
                "no_video",
                "ComfyUI ran the graph and saved no video"
                        + (kinds.isEmpty()
                                ? ""
                                : ", only " + String.join(", ", List.copyOf(kinds))));
    }

    private static String brief(String text) {
        return text.substring(0, Math.min(text.length(), LONGEST_LOGGED));
    }
}
