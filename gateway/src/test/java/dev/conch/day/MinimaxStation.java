package dev.conch.day;

import dev.conch.base.Money;
import dev.conch.day.Job.Standing;
import dev.conch.testing.wire.Wire.Answer;
import dev.conch.testing.wire.WireRequest;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** MiniMax's first API, which says under HTTP 200 that there were too many requests. */
final class MinimaxStation extends Station {
    private static final int RATE_LIMIT = 1002;
    private static final int UNKNOWN = 2013;

    MinimaxStation(Books books) {
        super(books);
    }

    @Override
    String type() {
        return "minimax";
    }

    @Override
    Answer answer(WireRequest request) {
        var path = request.path();
        if (request.method().equals("POST")) {
            return create(body(request));
        }
        if (path.startsWith("/file/")) {
            return books().find(last(path)).map(this::film).orElseGet(() -> code(UNKNOWN));
        }
        return path.equals("/v1/files/retrieve")
                ? link(request.query().getOrDefault("file_id", ""))
                : query(request.query().getOrDefault("task_id", ""));
    }

    private static ObjectNode base(int code) {
        var body = object();
        body.putObject("base_resp")
                .put("status_code", code)
                .put("status_msg", code == 0 ? "success" : "scripted trouble");
        return body;
    }

    private static Answer code(int code) {
        return Answer.json(200, base(code));
    }

    private Answer create(JsonNode body) {
        return books().take(order(body), price(body))
                .map(job -> Answer.json(200, base(0).put("task_id", job.id())))
                .orElseGet(() -> code(RATE_LIMIT));
    }

    /** The public list. */
    private static Money price(JsonNode body) {
        return Money.ofCents(body.path("resolution").asString("").equals("1080P") ? 49 : 28);
    }

    private Answer query(String id) {
        var job = books().find(id);
        if (job.isEmpty()) {
            return code(UNKNOWN);
        }
        var answer = base(0).put("task_id", id);
        return Answer.json(
                200,
                books().standing(job.get()) == Standing.DONE
                        ? answer.put("status", "Success").put("file_id", "9" + id)
                        : answer.put("status", "Processing"));
    }

    private Answer link(String file) {
        var answer = base(0);
        answer.putObject("file").put("download_url", url() + "/file/" + file.substring(1));
        return Answer.json(200, answer);
    }
}
