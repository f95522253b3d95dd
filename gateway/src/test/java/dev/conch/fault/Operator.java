package dev.conch.fault;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.util.Base64;

/**
 * Settles submits of which nobody knows anything, as a person would: looks into the upstream's own
 * books and tells the gateway by its admin API. Used by one thread.
 */
final class Operator {
    private static final String SECRET_PREFIX = "whsec_";
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
            // asked again a moment later
        }
    }

    /** What signs the callbacks of the key that ordered this task. */
    byte[] callbackSecret(String task) throws IOException, InterruptedException {
        var story = gateway.asOperator("/tasks/" + task, null);
        var path =
                "/accounts/%d/keys/%s/callback_secret"
                        .formatted(
                                story.at("/account_id").asLong(),
                                story.at("/api_key_id").asString());
        var secret = gateway.asOperator(path, null).at("/secret").asString();
        return Base64.getDecoder().decode(secret.substring(SECRET_PREFIX.length()));
    }

    private void settle(String task) throws InterruptedException {
        var started = books.jobsOf(task);
        var body = JSON.createObjectNode();
        if (!started.isEmpty()) {
            body.put("as", "completed").put("provider_task_id", started.getFirst().id());
        } else if (dice.happens(0.5, "operator", books.entriesOf(task).size(), task)) {
            body.put("as", "retry");
        } else {
            body.put("as", "failed").put("reason", "The provider never had it");
        }
        // in the books first: what it allows may happen before the answer is here
        books.resolved(task, body.at("/as").asString());
        try {
            gateway.asOperator("/tasks/" + task + "/resolve", body.toString());
        } catch (IOException _) {
            // settled meanwhile by the list, or asked again a moment later
        }
    }
}
