package dev.conch.webhook;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * What a message says. A callback gets the task as a GET answers it, which is what RunAPI's clients
 * read; an endpoint gets the envelope of Standard Webhooks around it.
 */
final class MessageBody {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final WebhookBody tasks;

    MessageBody(WebhookBody tasks) {
        this.tasks = tasks;
    }

    /** Every part is JSON already or one of our own words, so nothing needs to be escaped. */
    String of(Claimed claimed) {
        var task = claimed.taskId();
        var endpoint = claimed.endpointId();
        if (endpoint == null && task != null) {
            return tasks.taskJson(task);
        }
        var data = task == null ? "{\"endpoint_id\":\"" + endpoint + "\"}" : tasks.taskJson(task);
        return "{\"type\":\"%s\",\"timestamp\":\"%s\",\"data\":%s}"
                .formatted(claimed.eventType(), TIME.format(claimed.createdAt()), data);
    }
}
