package dev.conch.provider.runapi;

import dev.conch.provider.ScriptedUpstream;
import dev.conch.testing.TinyVideo;
import dev.conch.testing.wire.Wire;
import dev.conch.testing.wire.WireRequest;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * RunAPI, or a Conch: each Idempotency-Key makes one task, and another body under it is a conflict.
 */
public final class ScriptedRunApi extends ScriptedUpstream {
    private final Map<String, String> tasks = new LinkedHashMap<>();
    private final Map<String, Made> keys = new LinkedHashMap<>();
    private final List<String> callbacks = new ArrayList<>();
    private boolean forgetful;
    private long balance = 10_000;
    private String failure = "{\"error\":\"The render broke\",\"error_code\":\"render_failed\"}";
    private String running = "processing";
    private Wire.@Nullable Answer cancelAnswer;
    private Wire.@Nullable Answer createAnswer;

    private record Made(String body, String id) {}

    /** A server that does not know keys, and starts whatever it is sent. */
    synchronized void doesNotKnowKeys() {
        forgetful = true;
    }

    synchronized void balance(long cents) {
        balance = cents;
    }

    /** What a failed task says, as JSON. */
    synchronized void failsWith(String json) {
        failure = json;
    }

    /** The word for tasks under way. */
    synchronized void says(String word) {
        running = word;
    }

    /** Every cancel is answered so; null for as Conch does. */
    synchronized void answersCancel(Wire.Answer answer) {
        cancelAnswer = answer;
    }

    /** Every create is answered so, and starts nothing. */
    synchronized void answersCreate(Wire.@Nullable Answer answer) {
        createAnswer = answer;
    }

    synchronized List<String> callbacks() {
        return List.copyOf(callbacks);
    }

    @Override
    protected Step step(WireRequest request) {
        if (request.path().endsWith("/cancel")) {
            return Step.CANCEL;
        }
        if (request.method().equals("POST")) {
            return Step.SUBMIT;
        }
        if (request.path().startsWith("/files/")) {
            return Step.DOWNLOAD;
        }
        return request.path().endsWith("/balance") ? Step.LIST : Step.POLL;
    }

    @Override
    protected synchronized Wire.Answer answer(WireRequest request, boolean refused) {
        return switch (step(request)) {
            case SUBMIT -> refused ? unknown() : create(request);
            case CANCEL -> cancel(request);
            case DOWNLOAD ->
                    new Wire.Answer(
                            200, Map.of("Content-Type", "video/mp4"), videoOf(file(request)));
            case LIST -> Wire.Answer.json(200, object().put("balance_cents", balance));
            case POLL, LINK -> find(id(request));
        };
    }

    private Wire.Answer create(WireRequest request) {
        if (createAnswer != null) {
            return createAnswer;
        }
        if (request.path().equals("/api/v1/files")) {
            return Wire.Answer.json(200, object().put("url", url() + "/files/frame.png"));
        }
        var key = request.headers().getOrDefault("idempotency-key", "");
        var made = forgetful ? null : keys.get(key);
        if (made != null && !made.body().equals(request.text())) {
            return refusal(409, "request_conflict", "This key was used for another request");
        }
        var id = made == null ? UUID.randomUUID().toString() : made.id();
        var body = object().put("id", id).put("status", "processing");
        if (made == null) {
            keys.put(key, new Made(request.text(), id));
            tasks.put(id, "running");
            began(id, request);
            callbacks.add(
                    JsonMapper.shared().readTree(request.text()).path("callback_url").asString(""));
        } else {
            body.put("task_replayed", true);
        }
        return Wire.Answer.json(200, body);
    }

    private Wire.Answer cancel(WireRequest request) {
        if (cancelAnswer != null) {
            return cancelAnswer;
        }
        var id = id(request);
        if (!"running".equals(tasks.get(id))) {
            return refusal(409, "task_not_cancelable", "It has ended");
        }
        tasks.put(id, "canceled");
        stopped(id);
        return find(id);
    }

    private static String id(WireRequest request) {
        return request.path().replaceFirst("/cancel$", "").replaceFirst(".*/", "");
    }

    private static String file(WireRequest request) {
        return id(request).replaceFirst("[.]mp4$", "");
    }

    private Wire.Answer find(String id) {
        var body = object().put("id", id);
        return switch (tasks.getOrDefault(id, "unknown")) {
            case "running" ->
                    Wire.Answer.json(200, body.put("status", running).put("progress", 0.25));
            case "done" -> {
                body.put("status", "completed");
                body.putArray("videos").addObject().put("url", url() + "/files/" + id + ".mp4");
                body.putObject("usage").put("cost", 0.57);
                yield Wire.Answer.json(200, body);
            }
            case "failed" -> {
                body.put("status", "failed");
                body.setAll((ObjectNode) JsonMapper.shared().readTree(failure));
                yield Wire.Answer.json(200, body);
            }
            case "canceled" ->
                    Wire.Answer.json(
                            200, body.put("status", "failed").put("error", "It was canceled"));
            default -> unknown();
        };
    }

    static Wire.Answer refusal(int status, String code, String message) {
        var body = object();
        body.putObject("error").put("message", message).put("code", code);
        return Wire.Answer.json(status, body);
    }

    private static Wire.Answer unknown() {
        return refusal(404, "not_found", "There is no such task");
    }

    private static ObjectNode object() {
        return JsonMapper.shared().createObjectNode();
    }

    @Override
    public synchronized int started() {
        return tasks.size();
    }

    @Override
    public synchronized void end(String job, boolean well) {
        tasks.computeIfPresent(
                job, (_, state) -> state.equals("running") ? well ? "done" : "failed" : state);
    }

    @Override
    public String reference(String job) {
        return "hailuo/text_to_video/" + job;
    }

    @Override
    public synchronized void finish() {
        tasks.replaceAll((_, _) -> "done");
    }

    @Override
    public synchronized void fail() {
        tasks.replaceAll((_, _) -> "failed");
    }

    @Override
    public synchronized void forget() {
        tasks.replaceAll((_, _) -> "unknown");
    }

    @Override
    public byte[] video() {
        return TinyVideo.bytes();
    }
}
