package dev.conch.api.admin;

import dev.conch.api.Json;
import dev.conch.base.TaskId;
import dev.conch.ledger.Ledger;
import dev.conch.task.Task;
import dev.conch.task.TaskAsset;
import dev.conch.task.Tasks;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.Locale;
import java.util.function.Function;

/**
 * Tasks for operators: who ordered it, every state with its time, every submit with the provider's
 * id, every step of its money, its files and what its owner was told. Never prompts or pictures:
 * these are their owner's.
 */
final class TaskStory {
    private static final String VIDEO = "video.";

    private final Tasks tasks;
    private final Ledger ledger;
    private final Function<TaskId, ArrayNode> deliveries;

    TaskStory(Tasks tasks, Ledger ledger, Function<TaskId, ArrayNode> deliveries) {
        this.tasks = tasks;
        this.ledger = ledger;
        this.deliveries = deliveries;
    }

    ObjectNode whole(Task task) {
        var body = shown(task);
        var order = task.order();
        var parameters = order.parameters();
        body.put("duration_seconds", parameters.durationSeconds());
        body.put("output_resolution", parameters.resolution());
        body.put("aspect_ratio", parameters.aspectRatio());
        body.put("watermark", parameters.watermark());
        body.put("callback_url", order.callbackUrl());
        body.put("client_request_id", order.clientRequestId());
        var history = tasks.history(task.id());
        var events = body.putArray("events");
        history.events()
                .forEach(
                        event ->
                                events.addObject()
                                        .put("at", Shown.time(event.at()))
                                        .put("state", event.type().substring(VIDEO.length())));
        var attempts = body.putArray("attempts");
        history.attempts().forEach(attempt -> attempts.add(AttemptJson.shown(attempt)));
        var money = body.putArray("money");
        ledger.transfersOf(task.id().toString())
                .forEach(transfer -> money.add(TransferJson.step(transfer)));
        var files = body.putArray("files");
        tasks.assets(task.id()).forEach(asset -> files.add(file(asset)));
        body.set("deliveries", deliveries.apply(task.id()));
        return body;
    }

    static ObjectNode shown(Task task) {
        var order = task.order();
        var progress = task.progress();
        var buyer = order.buyer();
        var body = Json.object();
        body.put("id", task.id().toString());
        body.put("task_id", task.id().shortForm());
        body.put("state", task.state().storedName());
        body.put("status", task.state().publicStatus());
        body.put("account_id", buyer.accountId());
        body.put("project_id", buyer.projectId());
        body.put("api_key_id", buyer.apiKeyId());
        body.put("priority", buyer.priority().wireName());
        body.put("model", order.model());
        body.put("service", order.service());
        body.put("action", order.action());
        body.put("provider", progress.provider());
        body.put("provider_task_id", progress.providerTaskId());
        body.put("node", progress.nodeId());
        body.put("progress", progress.fraction());
        body.put("submits", progress.attempts());
        body.put("price_cents", order.price().cents());
        body.put(
                "charged_micro_cents",
                progress.charged() == null ? null : progress.charged().microCents());
        Shown.time(body, "created_at", task.createdAt());
        Shown.time(body, "started_at", progress.startedAt());
        Shown.time(body, "ended_at", progress.endedAt());
        Shown.time(body, "deadline_at", order.deadlineAt());
        Shown.time(body, "cancel_requested_at", task.wishes().cancelRequestedAt());
        Shown.time(body, "cancel_refused_at", task.wishes().cancelRefusedAt());
        var failure = progress.failure();
        body.put("error_code", failure == null ? null : failure.code());
        body.put("error", failure == null ? null : failure.message());
        return body;
    }

    private static ObjectNode file(TaskAsset asset) {
        var body = Json.object();
        body.put("id", asset.id());
        body.put("kind", asset.kind().name().toLowerCase(Locale.ROOT));
        body.put("name", asset.fileName());
        body.put("media_type", asset.mediaType());
        body.put("bytes", asset.bytes());
        body.put("sha256", asset.sha256());
        Shown.time(body, "created_at", asset.createdAt());
        Shown.time(body, "expires_at", asset.expiresAt());
        var deletion = asset.deletion();
        body.put("deleted", deletion == null ? null : deletion.name().toLowerCase(Locale.ROOT));
        return body;
    }
}
