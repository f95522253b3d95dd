package dev.conch.fault;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;

/**
 * Settles submits of which nobody knows anything, as a person would: looks into the upstream's own
 * books and tells the gateway by its admin API. Used by one thread.
 */
final class Operator {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final GatewayClient gateway;
    private final UpstreamBooks books;
    private final Dice dice;

    Operator(GatewayClient gateway, UpstreamBooks books, Dice dice) {
        this.gateway = gateway;
        this.books = books;
        this.dice = dice;
    }

    void settleUnclear() throws InterruptedException {
        try {
            for (var task : gateway.asOperator("/tasks?state=unclear", null).at("/tasks")) {
                settle(task.at("/id").asString());
            }
        } catch (IOException _) {
            // the gateway is just being restarted, or the task was settled meanwhile
        }
    }

    private void settle(String task) throws IOException, InterruptedException {
        var started = books.jobsOf(task);
        var body = JSON.createObjectNode();
        if (!started.isEmpty()) {
            body.put("as", "completed").put("provider_task_id", started.getFirst().id());
        } else if (dice.happens(0.5, "operator", task)) {
            body.put("as", "retry");
        } else {
            body.put("as", "failed").put("reason", "The provider never had it");
        }
        books.resolved(task, body.at("/as").asString());
        JsonNode settled = gateway.asOperator("/tasks/" + task + "/resolve", body.toString());
        if (settled.isEmpty()) {
            throw new IOException("an empty answer");
        }
    }
}
