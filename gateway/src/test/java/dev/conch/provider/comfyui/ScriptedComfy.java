package dev.conch.provider.comfyui;

import dev.conch.provider.ScriptedUpstream;
import dev.conch.testing.TinyVideo;
import dev.conch.testing.wire.Wire;
import dev.conch.testing.wire.WireRequest;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A ComfyUI: one graph runs, others wait, and all of it is only in memory. */
public final class ScriptedComfy extends ScriptedUpstream {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final List<String> KNOWN = List.of("Sampler", "LoadImage", "SaveVideo");

    private final Map<String, Item> items = new LinkedHashMap<>();
    private final List<String> uploads = new ArrayList<>();
    private final CountDownLatch listening = new CountDownLatch(1);
    private int started;
    private boolean old;
    private String outputs =
            "{\"9\":{\"images\":[{\"filename\":\"a.png\",\"subfolder\":\"\",\"type\":\"temp\"}],"
                    + "\"gifs\":[{\"filename\":\"a b_ID.mp4\",\"subfolder\":\"clips\",\"type\":\"output\"}]}}";
    private @Nullable Wire socket;
    private String clientId = "";

    /** A graph that was queued. */
    private static final class Item {
        final JsonNode graph;
        final ObjectNode extra;
        String state = "waiting";

        Item(JsonNode graph, ObjectNode extra) {
            this.graph = graph;
            this.extra = extra;
        }
    }

    /** A server of before 2025: gives ids of its own, and stops whatever runs. */
    synchronized void isOld() {
        old = true;
    }

    /** What graphs save, as the history says it; {@code ID} is replaced by the graph's id. */
    synchronized void saves(String json) {
        outputs = json;
    }

    synchronized List<String> uploads() {
        return List.copyOf(uploads);
    }

    /** The graph that was queued last, as it was sent. */
    synchronized JsonNode lastGraph() {
        return List.copyOf(items.values()).getLast().graph;
    }

    synchronized List<String> states() {
        return items.values().stream().map(item -> item.state).toList();
    }

    synchronized String lastClientId() {
        return List.copyOf(items.values()).getLast().extra.path("client_id").asString();
    }

    @Override
    protected Step step(WireRequest request) {
        var path = request.path();
        if (request.method().equals("POST")) {
            return switch (path) {
                case "/prompt" -> Step.SUBMIT;
                case "/upload/image" -> Step.LINK;
                default -> Step.CANCEL;
            };
        }
        if (path.equals("/view")) {
            return Step.DOWNLOAD;
        }
        return path.startsWith("/history") || path.equals("/queue") ? Step.POLL : Step.LIST;
    }

    @Override
    protected synchronized Wire.Answer answer(WireRequest request, boolean refused) {
        var path = request.path();
        return switch (step(request)) {
            case SUBMIT -> refused ? Wire.Answer.json(400, "{}") : queue(request);
            case LINK -> upload(request);
            case CANCEL -> change(path, JsonMapper.shared().readTree(request.text()));
            case DOWNLOAD -> view(request);
            case POLL -> Wire.Answer.json(200, path.equals("/queue") ? queue() : history(path));
            case LIST -> info(path);
        };
    }

    private Wire.Answer queue(WireRequest request) {
        var body = JsonMapper.shared().readTree(request.text());
        for (var node : body.path("prompt").properties()) {
            var error = fault(node.getKey(), node.getValue());
            if (!error.isEmpty()) {
                return Wire.Answer.json(400, error);
            }
        }
        var id = old ? UUID.randomUUID().toString() : body.path("prompt_id").asString();
        var extra = (ObjectNode) body.path("extra_data").deepCopy();
        extra.put("client_id", body.path("client_id").asString());
        items.put(id, new Item(body.path("prompt"), extra));
        started++;
        began(id, request);
        runNext();
        var answer = object().put("prompt_id", id).put("number", started);
        answer.putObject("node_errors");
        return Wire.Answer.json(200, answer);
    }

    private static String fault(String id, JsonNode node) {
        var type = node.path("class_type").asString();
        if (!KNOWN.contains(type)) {
            return """
                {"error":{"type":"missing_node_type","message":"Node '%s' not found.","details":"","extra_info":{}},"node_errors":{}}"""
                    .formatted(type);
        }
        if (node.at("/inputs/steps").isString()) {
            return """
                {"error":{"type":"prompt_outputs_failed_validation","message":"Prompt outputs failed validation","details":"","extra_info":{}},
                 "node_errors":{"%s":{"errors":[{"type":"invalid_input_type","message":"Failed to convert an input value to a INT value","details":"steps, many","extra_info":{"input_name":"steps"}}],"dependent_outputs":["9"],"class_type":"%s"}}}"""
                    .formatted(id, type);
        }
        return "";
    }

    /** Lets the first that waits run, if nothing does. */
    private void runNext() {
        if (items.values().stream().noneMatch(item -> item.state.equals("running"))) {
            items.values().stream()
                    .filter(item -> item.state.equals("waiting"))
                    .findFirst()
                    .ifPresent(item -> item.state = "running");
        }
    }

    private Wire.Answer upload(WireRequest request) {
        var name = request.text().replaceFirst("(?s).*?filename=\"([^\"]*)\".*", "$1");
        uploads.add(name);
        return Wire.Answer.json(
                200, object().put("name", name).put("subfolder", "conch").put("type", "input"));
    }

    private Wire.Answer change(String path, JsonNode body) {
        var deleted = body.path("delete").valueStream().map(JsonNode::asString).toList();
        switch (path) {
            case "/queue" -> deleted.forEach(this::unqueue);
            case "/history" ->
                    items.entrySet()
                            .removeIf(
                                    item ->
                                            deleted.contains(item.getKey())
                                                    && ended(item.getValue()));
            case "/interrupt" -> interrupt(body.path("prompt_id").asString(""));
            default -> throw new IllegalStateException(path);
        }
        return new Wire.Answer(200, Map.of(), new byte[0]);
    }

    private void unqueue(String id) {
        var item = items.get(id);
        if (item != null && item.state.equals("waiting")) {
            items.remove(id);
            stopped(id);
        }
    }

    private void interrupt(String id) {
        items.forEach(
                (each, item) -> {
                    if (item.state.equals("running") && (old || each.equals(id))) {
                        item.state = "interrupted";
                        stopped(each);
                    }
                });
        runNext();
    }

    private static boolean ended(Item item) {
        return !item.state.equals("waiting") && !item.state.equals("running");
    }

    private Wire.Answer view(WireRequest request) {
        var name = request.query().getOrDefault("filename", "");
        boolean known =
                name.startsWith("a b_")
                        && "clips".equals(request.query().get("subfolder"))
                        && "output".equals(request.query().get("type"));
        return known
                ? new Wire.Answer(
                        200,
                        Map.of("Content-Type", "video/mp4"),
                        videoOf(name.substring(4, name.length() - 4)))
                : Wire.Answer.json(404, "{}");
    }

    private ObjectNode queue() {
        var body = object();
        var running = body.putArray("queue_running");
        var pending = body.putArray("queue_pending");
        items.forEach(
                (id, item) -> {
                    if (!ended(item)) {
                        entry(item.state.equals("running") ? running : pending, id, item);
                    }
                });
        return body;
    }

    private static void entry(ArrayNode list, String id, Item item) {
        list.addArray().add(1).add(id).add(item.graph).add(item.extra).add("outputs");
    }

    private ObjectNode history(String path) {
        var wanted = path.replaceFirst("/history/?", "");
        var body = object();
        items.forEach(
                (id, item) -> {
                    if (ended(item) && (wanted.isEmpty() || wanted.equals(id))) {
                        past(body.putObject(id), id, item);
                    }
                });
        return body;
    }

    private void past(ObjectNode entry, String id, Item item) {
        entry.putArray("prompt").add(1).add(id).add(item.graph).add(item.extra).add("outputs");
        boolean done = item.state.equals("done");
        entry.set("outputs", JsonMapper.shared().readTree(done ? outputs.replace("ID", id) : "{}"));
        var status = entry.putObject("status");
        status.put("status_str", done ? "success" : "error").put("completed", done);
        var messages = status.putArray("messages");
        messages.addArray().add("execution_start").add(object());
        if (item.state.equals("failed")) {
            messages.addArray()
                    .add("execution_error")
                    .add(
                            object().put("node_id", "3")
                                    .put("node_type", "Sampler")
                                    .put("exception_type", "torch.OutOfMemoryError")
                                    .put("exception_message", "/home/gpu/models is too large"));
        } else if (!done) {
            messages.addArray().add("execution_interrupted").add(object().put("node_id", "3"));
        }
    }

    private static Wire.Answer info(String path) {
        if (path.equals("/system_stats")) {
            return Wire.Answer.json(
                    200,
                    "{\"system\":{\"comfyui_version\":\"0.3.60\"},\"devices\":[{\"name\":\"cuda:0\"}]}");
        }
        var type = path.replaceFirst(".*/", "");
        var body = object();
        if (KNOWN.contains(type)) {
            body.putObject(type);
        }
        return Wire.Answer.json(path.startsWith("/object_info/") ? 200 : 404, body);
    }

    @Override
    protected boolean takesOver(WireRequest request, Wire wire) throws IOException {
        if (!request.path().equals("/ws")) {
            return false;
        }
        wire.write(
                """
                HTTP/1.1 101 Switching Protocols\r
                Upgrade: websocket\r
                Connection: Upgrade\r
                Sec-WebSocket-Accept: %s\r
                \r
                """
                        .formatted(accept(request.headers().getOrDefault("sec-websocket-key", "")))
                        .getBytes(StandardCharsets.US_ASCII));
        synchronized (this) {
            socket = wire;
            clientId = request.query().getOrDefault("clientId", "");
        }
        listening.countDown();
        wire.hold();
        return true;
    }

    private static String accept(String key) {
        try {
            var sha = MessageDigest.getInstance("SHA-1");
            return Base64.getEncoder()
                    .encodeToString(sha.digest((key + GUID).getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits for the web socket; its client id. */
    String awaitSocket() throws InterruptedException {
        if (!listening.await(10, TimeUnit.SECONDS)) {
            throw new AssertionError("nobody listens");
        }
        synchronized (this) {
            return clientId;
        }
    }

    /** Sends a message of less than 126 bytes over the web socket. */
    void tells(String type, String data) throws IOException {
        var text =
                "{\"type\":\"%s\",\"data\":%s}"
                        .formatted(type, data)
                        .getBytes(StandardCharsets.UTF_8);
        var frame = new byte[text.length + 2];
        frame[0] = (byte) 0x81;
        frame[1] = (byte) text.length;
        System.arraycopy(text, 0, frame, 2, text.length);
        synchronized (this) {
            Objects.requireNonNull(socket).write(frame);
        }
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
        var item = items.get(job);
        if (item != null && !ended(item)) {
            item.state = well ? "done" : "failed";
            runNext();
        }
    }

    @Override
    public synchronized void finish() {
        items.values().forEach(item -> item.state = "done");
    }

    @Override
    public synchronized void fail() {
        items.values().forEach(item -> item.state = "failed");
    }

    /** Started anew. */
    @Override
    public synchronized void forget() {
        items.clear();
    }

    @Override
    public byte[] video() {
        return TinyVideo.bytes();
    }
}
