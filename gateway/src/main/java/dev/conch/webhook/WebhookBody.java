package dev.conch.webhook;

import dev.conch.base.TaskId;

/** Writes what deliveries carry. */
@FunctionalInterface
public interface WebhookBody {
    /** The task as a GET of it answers at this moment: one JSON object. */
    String taskJson(TaskId id);
}
