package dev.conch.day;

import dev.conch.base.Money;
import dev.conch.day.Job.Standing;
import dev.conch.testing.wire.Wire.Answer;
import dev.conch.testing.wire.WireRequest;

import tools.jackson.databind.JsonNode;

/** fal's queue. What it has forgotten is a 404. */
final class FalStation extends Station {
    private static final String REQUESTS = "/fal-ai/minimax/requests/";

    FalStation(Books books) {
        super(books);
    }

    @Override
    String type() {
        return "fal";
    }

    @Override
    Answer answer(WireRequest request) {
        var path = request.path();
        if (request.method().equals("POST")) {
            return create(body(request));
        }
        if (path.startsWith("/files/")) {
            return books().find(last(path)).map(this::film).orElseGet(FalStation::unknown);
        }
        var parts = path.substring(REQUESTS.length()).split("/");
        var job = books().find(parts[0]);
        if (job.isEmpty()) {
            return unknown();
        }
        boolean done = books().standing(job.get()) == Standing.DONE;
        if (request.method().equals("PUT")) {
            return Answer.json(400, object().put("status", "ALREADY_COMPLETED"));
        }
        return parts.length > 1 ? status(done) : result(job.get(), done);
    }

    private static Answer unknown() {
        return Answer.json(404, object().put("detail", "Request not found"));
    }

    private Answer create(JsonNode body) {
        return books().take(order(body), Money.ofCents(27))
                .map(job -> Answer.json(200, ticket(job.id())))
                .orElseGet(() -> Answer.json(429, object().put("detail", "Too many requests")));
    }

    private Object ticket(String id) {
        var response = url() + REQUESTS + id;
        return object().put("status", "IN_QUEUE")
                .put("request_id", id)
                .put("response_url", response)
                .put("status_url", response + "/status")
                .put("cancel_url", response + "/cancel");
    }

    private static Answer status(boolean done) {
        return done
                ? Answer.json(200, object().put("status", "COMPLETED"))
                : Answer.json(202, object().put("status", "IN_PROGRESS"));
    }

    private Answer result(Job job, boolean done) {
        if (!done) {
            return Answer.json(400, object().put("detail", "Request is still in progress"));
        }
        var body = object();
        body.putObject("video").put("url", url() + "/files/" + job.id());
        return Answer.json(200, body);
    }
}
