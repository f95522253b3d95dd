package dev.conch.api.admin;

import dev.conch.api.Json;
import dev.conch.base.TaskId;
import dev.conch.task.Tasks;
import dev.conch.webhook.DeliveryDetails;
import dev.conch.webhook.DeliveryLog;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.function.Function;

/** What the owner of a task was told of it, with every attempt. Shared between threads. */
public final class Deliveries implements Function<TaskId, ArrayNode> {
    private final Tasks tasks;
    private final DeliveryLog log;

    public Deliveries(Tasks tasks, DeliveryLog log) {
        this.tasks = tasks;
        this.log = log;
    }

    @Override
    public ArrayNode apply(TaskId id) {
        var shown = Json.object().putArray("deliveries");
        tasks.find(id)
                .map(task -> log.of(task.order().accountId(), id))
                .ifPresent(all -> all.forEach(delivery -> shown.add(shown(delivery))));
        return shown;
    }

    private static ObjectNode shown(DeliveryDetails details) {
        var delivery = details.delivery();
        var body = Json.object();
        body.put("id", delivery.id());
        body.put("event", delivery.eventType());
        body.put("url", delivery.url());
        body.put("endpoint_id", delivery.endpointId());
        body.put("state", delivery.state().storedName());
        Shown.time(body, "created_at", delivery.createdAt());
        Shown.time(body, "ended_at", delivery.endedAt());
        body.set("attempts", attempts(details));
        return body;
    }

    /** Every attempt; nothing that the receiver wrote is in it. */
    static ArrayNode attempts(DeliveryDetails details) {
        var attempts = Json.object().putArray("attempts");
        for (var attempt : details.attempts()) {
            attempts.addObject()
                    .put("number", attempt.number())
                    .put("at", Shown.time(attempt.at()))
                    .put("status", attempt.status())
                    .put("milliseconds", attempt.took().toMillis())
                    .put("error", attempt.error());
        }
        return attempts;
    }
}
