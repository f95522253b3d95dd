package dev.conch.provider.openai;

import dev.conch.provider.ScriptedUpstream;
import dev.conch.testing.TinyVideo;
import dev.conch.testing.wire.Wire;
import dev.conch.testing.wire.WireRequest;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.util.LinkedHashMap;
import java.util.Map;

/** A server of {@code /v1/videos}, whose list of videos has nothing of the caller's in it. */
public final class ScriptedOpenAi extends ScriptedUpstream {
    private final Map<String, String> videos = new LinkedHashMap<>();
    private int started;
    private String running = "in_progress";
    private String error =
            "{\"code\":\"server_error\",\"message\":\"CUDA out of memory at /srv/app.py\"}";
    private Wire.@Nullable Answer createAnswer;

    synchronized void says(String word) {
        running = word;
    }

    /** The {@code error} of failed videos. */
    synchronized void failsWith(String json) {
        error = json;
    }

    /** Every create is answered so, and starts nothing. */
    synchronized void answersCreate(Wire.Answer answer) {
        createAnswer = answer;
    }

    @Override
    protected Step step(WireRequest request) {
        return switch (request.method()) {
            case "POST" -> Step.SUBMIT;
            case "DELETE" -> Step.CANCEL;
            default ->
                    request.path().endsWith("/content")
                            ? Step.DOWNLOAD
                            : request.path().equals("/v1/models") ? Step.LIST : Step.POLL;
        };
    }

    @Override
    protected synchronized Wire.Answer answer(WireRequest request, boolean refused) {
        if (!request.path().startsWith("/v1/")) {
            return unknown();
        }
        var id = request.path().replaceFirst("/content$", "").replaceFirst(".*/", "");
        return switch (step(request)) {
            case SUBMIT -> refused ? unknown() : create(request);
            case DOWNLOAD -> download(request, id);
            case CANCEL -> {
                videos.remove(id);
                yield Wire.Answer.json(200, object().put("id", id).put("deleted", true));
            }
            case LIST -> models();
            case POLL, LINK -> find(id);
        };
    }

    private Wire.Answer create(WireRequest request) {
        if (createAnswer != null) {
            return createAnswer;
        }
        started++;
        var id = "video_gen_" + Integer.toHexString(started);
        videos.put(id, "running");
        began(id, request);
        return Wire.Answer.json(
                200, object().put("id", id).put("object", "video").put("status", "queued"));
    }

    private Wire.Answer download(WireRequest request, String id) {
        return request.headers().getOrDefault("authorization", "").isEmpty()
                        || !"done".equals(videos.get(id))
                ? unknown()
                : new Wire.Answer(200, Map.of("Content-Type", "video/mp4"), videoOf(id));
    }

    private static Wire.Answer models() {
        var body = object();
        body.putArray("data").addObject().put("id", "wan-2.2");
        return Wire.Answer.json(200, body);
    }

    private Wire.Answer find(String id) {
        var body = object().put("id", id).put("object", "video");
        return switch (videos.getOrDefault(id, "unknown")) {
            case "running" ->
                    Wire.Answer.json(200, body.put("status", running).put("progress", 40));
            case "done" ->
                    Wire.Answer.json(200, body.put("status", "completed").put("progress", 100));
            case "failed" -> {
                body.put("status", "failed");
                body.set("error", JsonMapper.shared().readTree(error));
                yield Wire.Answer.json(200, body);
            }
            default -> unknown();
        };
    }

    private static Wire.Answer unknown() {
        return Wire.Answer.json(404, "{\"error\":{\"message\":\"Video not found\"}}");
    }

    private static ObjectNode object() {
        return JsonMapper.shared().createObjectNode();
    }

    @Override
    public synchronized int started() {
        return started;
    }

    @Override
    public synchronized void end(String job, boolean well) {
        videos.computeIfPresent(
                job, (_, state) -> state.equals("running") ? well ? "done" : "failed" : state);
    }

    @Override
    public synchronized void finish() {
        videos.replaceAll((_, _) -> "done");
    }

    @Override
    public synchronized void fail() {
        videos.replaceAll((_, _) -> "failed");
    }

    @Override
    public synchronized void forget() {
        videos.clear();
    }

    @Override
    public byte[] video() {
        return TinyVideo.bytes();
    }
}
