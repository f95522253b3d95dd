package dev.conch.day;

import dev.conch.base.Money;
import dev.conch.day.Job.Standing;
import dev.conch.testing.wire.Wire.Answer;
import dev.conch.testing.wire.WireRequest;

import tools.jackson.databind.JsonNode;

import java.math.BigDecimal;

/** RunAPI, or another Conch, which says what a video costs. */
final class RunApiStation extends Station {
    RunApiStation(Books books) {
        super(books);
    }

    @Override
    String type() {
        return "runapi";
    }

    @Override
    Answer answer(WireRequest request) {
        var path = request.path();
        if (path.endsWith("/cancel")) {
            return refusal(409, "task_not_cancelable");
        }
        if (request.method().equals("POST")) {
            return create(body(request));
        }
        var job = books().find(last(path));
        if (job.isEmpty()) {
            return refusal(404, "not_found");
        }
        return path.startsWith("/files/") ? film(job.get()) : show(job.get());
    }

    private Answer create(JsonNode body) {
        return books().take(order(body), price(body))
                .map(
                        job ->
                                Answer.json(
                                        200,
                                        object().put("id", job.id()).put("status", "processing")))
                .orElseGet(() -> refusal(429, "rate_limited"));
    }

    private static Money price(JsonNode body) {
        return Money.ofCents(body.path("model").asString("").endsWith("-pro") ? 46 : 26);
    }

    private Answer show(Job job) {
        var body = object().put("id", job.id());
        if (books().standing(job) == Standing.RUNNING) {
            return Answer.json(200, body.put("status", "processing"));
        }
        body.put("status", "completed");
        body.putArray("videos").addObject().put("url", url() + "/files/" + job.id());
        body.putObject("usage").put("cost", BigDecimal.valueOf(job.price().microCents(), 8));
        return Answer.json(200, body);
    }

    private static Answer refusal(int status, String code) {
        var body = object();
        body.putObject("error").put("message", "It was refused").put("code", code);
        return Answer.json(status, body);
    }
}
