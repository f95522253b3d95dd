package dev.conch.provider.minimax;

import static java.util.Objects.requireNonNull;

import dev.conch.provider.ScriptedUpstream;
import dev.conch.testing.TinyVideo;
import dev.conch.testing.wire.Wire;
import dev.conch.testing.wire.WireRequest;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * MiniMax's server, both generations. V1 fails under HTTP 200, gives a file in two steps and new
 * links at each call; V2 has real statuses, a list and a DELETE that means two things. Links to
 * files work once the clock says so for an hour.
 */
public final class ScriptedMinimax extends ScriptedUpstream {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final long LINK_SECONDS = 3600;

    private final String key;
    private final Clock clock;
    private final Map<String, Job> jobs = new LinkedHashMap<>();
    private final Map<String, Link> links = new HashMap<>();
    private final Queue<Wire.Answer> next = new ConcurrentLinkedQueue<>();
    private int started;
    private int refunded;
    private int serial = 4_240_000;
    private boolean tellsVideoUrl;
    private boolean tellsDate = true;

    private record Link(String job, Instant until) {}

    /** A task in its books. */
    static final class Job {
        final String id;
        final Instant created;
        final JsonNode body;
        final boolean v2;
        String status;
        int code;
        @Nullable JsonNode usage;

        private Job(String id, Instant created, JsonNode body, boolean v2) {
            this.id = id;
            this.created = created;
            this.body = body;
            this.v2 = v2;
            this.status = v2 ? "queued" : "Queueing";
        }

        private void end(String v1, String of2) {
            status = v2 ? of2 : v1;
        }

        private boolean ended() {
            return !status.equals("queued") && !status.equals("Queueing");
        }
    }

    public ScriptedMinimax(String key, Clock clock) {
        this.key = key;
        this.clock = clock;
    }

    /** The next request is answered with this, and has no effect. */
    void answer(int status, String json) {
        next.add(Wire.Answer.json(status, json));
    }

    void answer(Wire.Answer answer) {
        next.add(answer);
    }

    /** The next request is answered with this code under HTTP 200, and has no effect. */
    void code(int code) {
        answer(200, "{\"task_id\":\"\",\"status\":\"\"," + base(code) + "}");
    }

    static String base(int code) {
        return "\"base_resp\":{\"status_code\":%d,\"status_msg\":\"%s\"}"
                .formatted(code, code == 0 ? "success" : "scripted trouble");
    }

    void tellVideoUrl() {
        tellsVideoUrl = true;
    }

    void hideDate() {
        tellsDate = false;
    }

    /** The newest task. */
    synchronized Job last() {
        return List.copyOf(jobs.values()).getLast();
    }

    /** A task that somebody else has started with the same key. */
    synchronized Job foreign(String json) {
        var job = new Job(String.valueOf(++serial), clock.instant(), JSON.readTree(json), true);
        jobs.put(job.id, job);
        return job;
    }

    synchronized int known() {
        return jobs.size();
    }

    synchronized int charged() {
        return started - refunded;
    }

    @Override
    protected Step step(WireRequest request) {
        var path = request.path();
        if (request.method().equals("POST")) {
            return Step.SUBMIT;
        }
        if (request.method().equals("DELETE")) {
            return Step.CANCEL;
        }
        if (path.startsWith("/file/")) {
            return Step.DOWNLOAD;
        }
        if (path.equals("/v1/files/retrieve")) {
            return Step.LINK;
        }
        return path.equals("/v2/query/video_generation") ? Step.LIST : Step.POLL;
    }

    @Override
    protected synchronized Wire.Answer answer(WireRequest request, boolean refused) {
        var scripted = step(request) == Step.DOWNLOAD ? null : next.poll();
        if (scripted != null) {
            return scripted;
        }
        return refused ? Wire.Answer.json(200, "{}") : withHeaders(good(request));
    }

    private Wire.Answer withHeaders(Wire.Answer answer) {
        var headers = new HashMap<>(answer.headers());
        headers.put("Trace-Id", "trace-" + serial);
        if (tellsDate) {
            headers.put(
                    "Date",
                    DateTimeFormatter.RFC_1123_DATE_TIME.format(
                            clock.instant().atOffset(ZoneOffset.UTC)));
        }
        return new Wire.Answer(answer.status(), headers, answer.body());
    }

    private Wire.Answer good(WireRequest request) {
        if (step(request) == Step.DOWNLOAD) {
            return file(request);
        }
        boolean v2 = request.path().startsWith("/v2/");
        if (!("Bearer " + key).equals(request.headers().get("authorization"))) {
            return v2 ? error(401, "authorized_error", "login fail (1004)") : v1(1004);
        }
        return switch (step(request)) {
            case SUBMIT -> v2 ? create2(request) : create1(request);
            case LINK -> retrieve(request);
            case LIST -> list(request);
            case CANCEL -> delete(request);
            case POLL -> v2 ? query2(request) : query1(request);
            case DOWNLOAD -> throw new IllegalStateException("answered above");
        };
    }

    private Job start(WireRequest request, JsonNode body, boolean v2) {
        var job = new Job(String.valueOf(++serial), clock.instant(), body, v2);
        jobs.put(job.id, job);
        started++;
        began(job.id, request);
        return job;
    }

    private static Wire.Answer v1(int code) {
        return Wire.Answer.json(200, "{" + base(code) + "}");
    }

    private static Wire.Answer error(int status, String type, String message) {
        var body = JSON.createObjectNode();
        body.put("type", "error");
        body.putObject("error")
                .put("type", type)
                .put("message", message)
                .put("http_code", String.valueOf(status));
        body.put("request_id", "0217");
        return Wire.Answer.json(status, body);
    }

    private Wire.Answer create1(WireRequest request) {
        var body = JSON.readTree(request.text());
        if (!MinimaxLaw.v1(body)) {
            return v1(2013);
        }
        return Wire.Answer.json(
                200, "{\"task_id\":\"" + start(request, body, false).id + "\"," + base(0) + "}");
    }

    private Wire.Answer query1(WireRequest request) {
        var job = jobs.get(request.query().getOrDefault("task_id", ""));
        if (job == null || job.v2) {
            return v1(2013);
        }
        var answer = JSON.createObjectNode();
        answer.put("task_id", job.id).put("status", job.status);
        if (job.status.equals("Success")) {
            answer.put("file_id", "9" + job.id).put("video_width", 1366).put("video_height", 768);
            if (tellsVideoUrl) {
                answer.put("video_url", link(job));
            }
        }
        answer.putObject("base_resp").put("status_code", job.code).put("status_msg", "as scripted");
        return Wire.Answer.json(200, answer);
    }

    private Wire.Answer retrieve(WireRequest request) {
        var job = jobs.get(request.query().getOrDefault("file_id", "9").substring(1));
        if (job == null) {
            return v1(2013);
        }
        var answer = JSON.createObjectNode();
        answer.putObject("file")
                .put("file_id", Long.parseLong(request.query().get("file_id")))
                .put("bytes", videoOf(job.id).length)
                .put("filename", "output_aigc.mp4")
                .put("purpose", "video_generation")
                .put("download_url", link(job));
        answer.putObject("base_resp").put("status_code", 0).put("status_msg", "success");
        return Wire.Answer.json(200, answer);
    }

    private String link(Job job) {
        var path = "/file/" + links.size() + "/output_aigc.mp4";
        links.put(path, new Link(job.id, clock.instant().plusSeconds(LINK_SECONDS)));
        return url() + path;
    }

    private Wire.Answer file(WireRequest request) {
        var link = links.get(request.path());
        if (link == null || clock.instant().isAfter(link.until())) {
            return Wire.Answer.json(403, "{\"error\":\"expired\"}");
        }
        if (request.headers().containsKey("authorization")) {
            return Wire.Answer.json(400, "{\"error\":\"the store takes no key\"}");
        }
        return new Wire.Answer(200, Map.of("Content-Type", "video/mp4"), videoOf(link.job()));
    }

    private Wire.Answer create2(WireRequest request) {
        var body = JSON.readTree(request.text());
        var objection = MinimaxLaw.v2(body);
        if (!objection.isEmpty()) {
            return error(400, "bad_request_error", "invalid params, " + objection + " (2013)");
        }
        return Wire.Answer.json(200, "{\"task_id\":\"" + start(request, body, true).id + "\"}");
    }

    private Wire.Answer query2(WireRequest request) {
        var job = jobs.get(idIn(request));
        if (job == null || !job.v2 || old(job)) {
            return error(400, "bad_request_error", "invalid task_id (2013)");
        }
        return Wire.Answer.json(200, JSON.createObjectNode().set("task", task(job)));
    }

    private boolean old(Job job) {
        return clock.instant().isAfter(job.created.plusSeconds(7 * 86_400));
    }

    private static String idIn(WireRequest request) {
        return request.path().substring(request.path().lastIndexOf('/') + 1);
    }

    private ObjectNode task(Job job) {
        var task = JSON.createObjectNode();
        task.put("id", job.id)
                .put("model", job.body.path("model").asString())
                .put("status", job.status)
                .put("created_at", job.created.getEpochSecond())
                .put("updated_at", clock.instant().getEpochSecond())
                .put("resolution", job.body.path("resolution").asString(""))
                .put("duration", job.body.path("duration").asInt(0))
                .put("ratio", job.body.path("ratio").asString(""))
                .put("task_type", "generation")
                .put("modality", "video");
        switch (job.status) {
            case "succeeded" -> {
                task.putObject("content").put("url", link(job));
                task.set("usage", job.usage == null ? usage(job) : job.usage);
            }
            case "failed" ->
                    task.putObject("error")
                            .put("code", String.valueOf(job.code == 0 ? 1000 : job.code))
                            .put("message", "as scripted");
            default -> task.putObject("usage");
        }
        return task;
    }

    private static ObjectNode usage(Job job) {
        int seconds = job.body.path("duration").asInt();
        return JSON.createObjectNode()
                .put("total_seconds", seconds)
                .put("input_seconds", 0)
                .put("output_seconds", seconds)
                .put("input_image_count", 0);
    }

    private Wire.Answer list(WireRequest request) {
        var wanted = request.query().get("filter.task_ids");
        var found =
                jobs.values().stream()
                        .filter(job -> job.v2 && !old(job))
                        .filter(
                                job ->
                                        wanted == null
                                                || List.of(wanted.split(",")).contains(job.id))
                        .toList()
                        .reversed();
        int size = Integer.parseInt(request.query().getOrDefault("page_size", "20"));
        int page = Integer.parseInt(request.query().getOrDefault("page_num", "1"));
        var answer = JSON.createObjectNode();
        var items = answer.putArray("items");
        found.stream().skip((page - 1L) * size).limit(size).map(this::task).forEach(items::add);
        answer.put("total", found.size());
        return Wire.Answer.json(200, answer);
    }

    private Wire.Answer delete(WireRequest request) {
        var job = jobs.get(idIn(request));
        if (job == null) {
            return error(400, "bad_request_error", "invalid task_id (2013)");
        }
        return switch (job.status) {
            case "queued" -> {
                job.status = "cancelled";
                refunded++;
                stopped(job.id);
                yield Wire.Answer.json(200, deleted(job, "cancelled"));
            }
            case "succeeded", "failed" -> {
                jobs.remove(job.id);
                yield Wire.Answer.json(200, deleted(job, "deleted"));
            }
            default -> error(400, "bad_request_error", "not allowed now (2013)");
        };
    }

    private static ObjectNode deleted(Job job, String action) {
        return JSON.createObjectNode().put("task_id", job.id).put("action", action);
    }

    @Override
    public synchronized int started() {
        return started;
    }

    @Override
    public synchronized void end(String id, boolean well) {
        var job = jobs.get(id);
        if (job != null && !job.ended()) {
            job.end(well ? "Success" : "Fail", well ? "succeeded" : "failed");
            refunded += well ? 0 : 1;
        }
    }

    @Override
    public synchronized String reference(String id) {
        var job = requireNonNull(jobs.get(id));
        return job.v2 ? "v2:" + job.created.getEpochSecond() + ":" + id : "v1:" + id;
    }

    @Override
    public synchronized void finish() {
        jobs.values().forEach(job -> job.end("Success", "succeeded"));
    }

    @Override
    public synchronized void fail() {
        jobs.values().forEach(job -> job.end("Fail", "failed"));
        refunded = started;
    }

    @Override
    public synchronized void forget() {
        jobs.clear();
    }

    @Override
    public byte[] video() {
        return TinyVideo.bytes();
    }

    /** The body of the newest create. */
    JsonNode sent() {
        var creates = requests().stream().filter(r -> step(r) == Step.SUBMIT).toList();
        return JSON.readTree(
                new String(requireNonNull(creates.getLast().body()), StandardCharsets.UTF_8));
    }

    long count(Step step) {
        return requests().stream().filter(request -> step(request) == step).count();
    }
}
