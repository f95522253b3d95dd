package dev.conch.provider.comfyui;

import dev.conch.provider.Checkup;
import dev.conch.provider.http.Call;
import dev.conch.provider.http.Reply;
import dev.conch.provider.http.UpstreamHttp;

import tools.jackson.databind.JsonNode;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.TreeSet;

/** Looks whether a ComfyUI is there and has the nodes that the operator's graphs need. */
record Examination(UpstreamHttp http, URI base) {
    Checkup checkup(Graphs graphs) {
        return switch (http.ask(Call.get("/system_stats"))) {
            case Reply.NeverSent(var cause) ->
                    new Checkup(false, "No connection to " + base + " (" + cause + ")");
            case Reply.NoAnswer(var cause) ->
                    new Checkup(false, base + " gives no answer (" + cause + ")");
            case Reply.Answer answer when answer.ok() && answer.json().path("system").isObject() ->
                    nodes(graphs, answer.json());
            case Reply.Answer(var status, _, _) ->
                    new Checkup(
                            false,
                            "%s answered HTTP %d to GET /system_stats; is it a ComfyUI?"
                                    .formatted(base, status));
        };
    }

    private Checkup nodes(Graphs graphs, JsonNode stats) {
        var missing = new TreeSet<String>();
        for (var type : graphs.nodeTypes()) {
            var encoded = URLEncoder.encode(type, StandardCharsets.UTF_8).replace("+", "%20");
            if (http.ask(Call.get("/object_info/" + encoded)) instanceof Reply.Answer answer
                    && answer.ok()
                    && answer.json().isObject()
                    && !answer.json().has(type)) {
                missing.add(type);
            }
        }
        return missing.isEmpty()
                ? new Checkup(
                        true,
                        "ComfyUI %s answers at %s and has the graphs' nodes; device: %s"
                                .formatted(
                                        stats.at("/system/comfyui_version").asString("?"),
                                        base,
                                        stats.at("/devices/0/name").asString("none")))
                : new Checkup(
                        false,
                        "%s has not the nodes %s that the graphs need: install what brings them"
                                .formatted(base, String.join(", ", missing)));
    }
}
