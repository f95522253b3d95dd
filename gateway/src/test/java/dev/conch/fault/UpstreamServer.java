package dev.conch.fault;

import dev.conch.fault.FaultPlan.Kind;
import dev.conch.testing.wire.Fault;
import dev.conch.testing.wire.LoopbackServer;
import dev.conch.testing.wire.Wire;
import dev.conch.testing.wire.Wire.Answer;
import dev.conch.testing.wire.WireRequest;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A company that makes videos, on a socket of the harness's own process, so that it survives what
 * is done to the gateway. It keeps {@link UpstreamBooks} and misbehaves by {@link FaultPlan}.
 *
 * <p>{@code POST /jobs} starts a job; {@code GET /jobs/{id}} tells where it stands, with fresh
 * links to its files; {@code DELETE /jobs/{id}} stops it; {@code GET /jobs?task=…} lists a task's
 * jobs. A submit takes effect within {@link #SETTLED_AFTER_MILLIS} after its last byte, or never.
 */
final class UpstreamServer implements AutoCloseable {
    static final int SETTLED_AFTER_MILLIS = 1_000;
    private static final int LATE_MILLIS = 700;
    private static final long LINK_LIFE_NANOS = 3_000_000_000L;
    private static final double STALE_CONNECTIONS = 0.15;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final UpstreamBooks books = new UpstreamBooks();
    private final Map<String, Long> links = new ConcurrentHashMap<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger numbers = new AtomicInteger();
    private final Dice dice;
    private final FaultPlan plan;
    private final LoopbackServer server;
    private final boolean lists;

    /**
     * Opens an upstream.
     *
     * @param lists whether it tells which jobs a task has
     */
    UpstreamServer(Dice dice, FaultPlan plan, boolean lists) {
        this.dice = dice;
        this.plan = plan;
        this.lists = lists;
        this.server = new LoopbackServer(this::handle);
    }

    UpstreamBooks books() {
        return books;
    }

    /** The socket, for who wants to cut it. */
    LoopbackServer server() {
        return server;
    }

    /** How many requests were read. */
    int requests() {
        return requests.get();
    }

    private void handle(WireRequest request, Wire wire) throws IOException {
        requests.incrementAndGet();
        var words = request.path().split("/");
        switch (request.method() + " " + words.length) {
            case "POST 2" -> submit(request, wire);
            case "GET 2" -> list(request, wire);
            case "GET 3" -> poll(words[2], wire);
            case "GET 4" -> download(words[2], words[3], request, wire);
            case "DELETE 3" -> cancel(words[2], wire);
            default -> wire.play(Fault.NONE, error(404));
        }
        if (wire.usable() && !plan.isCalm() && staleNext()) {
            wire.closeWithoutNotice();
        }
    }

    private boolean staleNext() {
        return dice.happens(STALE_CONNECTIONS, "stale", numbers.incrementAndGet());
    }

    private void submit(WireRequest request, Wire wire) throws IOException {
        var wanted = JSON.readTree(request.text());
        var task = wanted.at("/task").asString();
        int attempt = wanted.at("/attempt").asInt();
        var prompt = wanted.at("/prompt").asString();
        var fault = plan.next(Kind.SUBMIT, prompt);
        var effect = books.submitted(task, attempt, fault);
        if (fault.certainlyRefuses()) {
            wire.play(fault, error(0));
            return;
        }
        boolean takes = fault.takes() || dice.happens(0.5, "takes", prompt, attempt);
        if (fault == Fault.LATE) {
            Thread.ofVirtual().start(() -> takeLate(effect, task, attempt, prompt));
            wire.play(fault, error(0));
            return;
        }
        var id = "job-" + numbers.incrementAndGet();
        if (takes) {
            books.took(effect, new UpstreamJob(id, task, attempt, prompt, dice));
        }
        wire.play(fault, Answer.json(200, JSON.createObjectNode().put("id", id)));
    }

    private void takeLate(UpstreamBooks.Effect effect, String task, int attempt, String prompt) {
        LockSupport.parkNanos(LATE_MILLIS * 1_000_000L);
        var id = "job-" + numbers.incrementAndGet();
        books.took(effect, new UpstreamJob(id, task, attempt, prompt, dice));
    }

    private void list(WireRequest request, Wire wire) throws IOException {
        var task = request.query().getOrDefault("task", "");
        var fault = plan.next(Kind.LIST, task);
        if (!lists) {
            wire.play(fault, error(501));
            return;
        }
        var body = JSON.createObjectNode();
        var jobs = body.putArray("jobs");
        var found = books.jobsOf(task);
        found.forEach(job -> jobs.addObject().put("id", job.id()).put("attempt", job.attempt()));
        if (fault == Fault.NONE || fault == Fault.DRIP) {
            books.listed(task, !found.isEmpty());
        }
        wire.play(fault, Answer.json(200, body));
    }

    private void poll(String id, Wire wire) throws IOException {
        var fault = plan.next(Kind.POLL, id);
        var job = books.job(id);
        wire.play(fault, job.map(this::status).orElseGet(() -> error(404)));
    }

    private Answer status(UpstreamJob job) {
        var state = job.state();
        var body = JSON.createObjectNode();
        body.put("status", state.name().toLowerCase(java.util.Locale.ROOT));
        body.put("progress", job.progress());
        if (state == UpstreamJob.State.SUCCEEDED) {
            body.put("video", link(job, "video")).put("video_bytes", job.video().length);
            body.put("poster", link(job, "poster")).put("poster_bytes", job.poster().length);
        }
        return Answer.json(200, body);
    }

    private String link(UpstreamJob job, String file) {
        var link = "l" + numbers.incrementAndGet();
        links.put(link, System.nanoTime());
        return "/jobs/" + job.id() + "/" + file + "?link=" + link;
    }

    private void download(String id, String file, WireRequest request, Wire wire)
            throws IOException {
        var made = links.get(request.query().getOrDefault("link", ""));
        var job = books.job(id);
        if (made == null || System.nanoTime() - made > LINK_LIFE_NANOS || job.isEmpty()) {
            wire.play(Fault.NONE, error(410));
            return;
        }
        var content = file.equals("video") ? job.get().video() : job.get().poster();
        var type = Map.of("Content-Type", file.equals("video") ? "video/mp4" : "image/jpeg");
        wire.play(plan.next(Kind.DOWNLOAD, id + file), new Answer(200, type, content));
    }

    private void cancel(String id, Wire wire) throws IOException {
        var fault = plan.next(Kind.CANCEL, id);
        var job = books.job(id);
        if (job.isEmpty()) {
            wire.play(fault, error(404));
            return;
        }
        if (fault.certainlyRefuses()) {
            wire.play(fault, error(0));
            return;
        }
        wire.play(fault, job.get().cancel() ? Answer.json(200, canceled()) : error(409));
    }

    private static ObjectNode canceled() {
        return JSON.createObjectNode().put("status", "canceled");
    }

    private static Answer error(int status) {
        return Answer.json(status, JSON.createObjectNode().put("error", "scripted " + status));
    }

    @Override
    public void close() {
        server.close();
    }
}
