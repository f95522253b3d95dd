package dev.conch.fault;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;

/**
 * Settles submits of which nobody knows anything, as a person would: looks into the upstream's own
 * books and tells the gateway by its admin API. Used by one thread.
 */
final class Operator {
    private static final String SECRET_PREFIX = "whsec_";
    private static final JsonMapper JSON = JsonMapper.shared();

    private final GatewayClient gateway;
    private final UpstreamBooks books;
    private final Function<String, Optional<String>> prompts;
    private final Dice dice;

    /**
     * An operator.
     *
     * @param prompts which prompt a task has, if it is known who ordered it
     */
    Operator(
            GatewayClient gateway,
            UpstreamBooks books,
            Function<String, Optional<String>> prompts,
            Dice dice) {
        this.prompts = prompts;
        this.gateway = gateway;
        this.books = books;
        this.dice = dice;
    }

    void settleUnclear() throws InterruptedException {
        try {
            for (var task : gateway.asOperator("/tasks?state=unclear", null).at("/tasks")) {
                var id = task.at("/id").asString();
                var prompt = prompts.apply(id);
                if (prompt.isPresent()) {
                    settle(id, prompt.get(), task.at("/provider").asString(""));
                }
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

    private void settle(String task, String prompt, String provider) throws InterruptedException {
        var started =
                books.jobsOf(prompt).stream()
                        .filter(job -> job.name().provider().equals(provider))
                        .toList();
        var body = JSON.createObjectNode();
        if (!started.isEmpty()) {
            body.put("as", "completed");
            body.put("provider_task_id", started.getLast().name().reference());
        } else if (dice.happens(0.5, "operator", books.entriesOf(prompt).size(), prompt)) {
            body.put("as", "retry");
        } else {
            body.put("as", "failed").put("reason", "The provider never had it");
        }
        // in the books first: what it allows may happen before the answer is here
        books.resolved(prompt, body.at("/as").asString());
        try {
            gateway.asOperator("/tasks/" + task + "/resolve", body.toString());
        } catch (IOException _) {
            // settled meanwhile by the list, or asked again a moment later
        }
    }
}
