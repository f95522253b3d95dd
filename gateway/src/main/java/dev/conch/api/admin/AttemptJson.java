package dev.conch.api.admin;

import dev.conch.api.Json;
import dev.conch.task.Attempt;

import tools.jackson.databind.node.ObjectNode;

/** One submit of a task to a provider. */
final class AttemptJson {
    private AttemptJson() {}

    static ObjectNode shown(Attempt attempt) {
        var body = Json.object();
        body.put("number", attempt.number());
        body.put("provider", attempt.provider());
        body.put("upstream_model", attempt.upstreamModel());
        body.put("provider_task_id", attempt.providerTaskId());
        Shown.time(body, "started_at", attempt.startedAt());
        Shown.time(body, "ended_at", attempt.endedAt());
        body.put("outcome", attempt.outcome());
        body.put("trouble", attempt.trouble());
        body.put("trace", attempt.trace());
        var cost = attempt.cost();
        body.put("cost_micro_cents", cost == null ? null : cost.microCents());
        return body;
    }
}
