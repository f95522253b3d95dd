package dev.conch.fault;

import dev.conch.fault.FaultPlan.Kind;
import dev.conch.fault.UpstreamBooks.Submit;
import dev.conch.testing.wire.Fault;
import dev.conch.testing.wire.LoopbackServer;
import dev.conch.testing.wire.Wire;
import dev.conch.testing.wire.Wire.Answer;
import dev.conch.testing.wire.WireRequest;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
final class UpstreamServer implements Supply {
    static final int SETTLED_AFTER_MILLIS = 1_000;
    private static final int LATE_MILLIS = 700;
    private static final long LINK_LIFE_NANOS = 3_000_000_000L;
    private static final double STALE_CONNECTIONS = 0.15;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final UpstreamBooks books = new UpstreamBooks();
    private final Map<String, String> prompts = new ConcurrentHashMap<>();
    private final Map<String, Attempt> attempts = new ConcurrentHashMap<>();
    private final Map<String, Long> links = new ConcurrentHashMap<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger numbers = new AtomicInteger();
    private final Dice dice;
    private final FaultPlan plan;
    private final LoopbackServer server;
    private final boolean lists;

    /** What a submit says it is for. */
    private record Attempt(String task, int number) {}

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

    @Override
    public UpstreamBooks books() {
        return books;
    }

    @Override
    public int requests() {
        return requests.get();
    }

    @Override
    public String url() {
        return server.url();
    }

    @Override
    public Map<String, String> settings() {
        return Map.of();
    }

    @Override
    public void shut() {
        server.shut();
    }

    @Override
    public void resetAll() {
        server.resetAll();
    }

    @Override
    public void open() {
        server.open();
    }

    Optional<UpstreamJob> job(String id) {
        return books.job(HttpProvider.NAME, id);
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
        var attempt = new Attempt(wanted.at("/task").asString(), wanted.at("/attempt").asInt());
        var prompt = wanted.at("/prompt").asString();
        prompts.put(attempt.task(), prompt);
        var fault = plan.next(Kind.SUBMIT, prompt);
        var submit =
                new Submit(
                        HttpProvider.NAME,
                        String.valueOf(attempt.number()),
                        Submit.Rule.ONCE,
                        fault);
        books.submitted(prompt, submit);
        if (fault.certainlyRefuses()) {
            wire.play(fault, error(0));
            return;
        }
        boolean takes = fault.takes() || dice.happens(0.5, "takes", prompt, attempt.number());
        if (fault == Fault.LATE) {
            Thread.ofVirtual().start(() -> takeLate(submit, attempt, prompt));
            wire.play(fault, error(0));
            return;
        }
        var id = "job-" + numbers.incrementAndGet();
        if (takes) {
            take(id, submit, attempt, prompt);
        }
        wire.play(fault, Answer.json(200, JSON.createObjectNode().put("id", id)));
    }

    private void takeLate(Submit submit, Attempt attempt, String prompt) {
        LockSupport.parkNanos(LATE_MILLIS * 1_000_000L);
        take("job-" + numbers.incrementAndGet(), submit, attempt, prompt);
    }

    private void take(String id, Submit submit, Attempt attempt, String prompt) {
        var name = new UpstreamJob.Name(HttpProvider.NAME, id, id);
        var content = UpstreamJob.Content.random(prompt, id, dice);
        attempts.put(id, attempt);
        books.took(submit, new UpstreamJob(name, prompt, true, dice, content));
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
        var prompt = Optional.ofNullable(prompts.get(task));
        var found = prompt.map(books::jobsOf).orElse(List.of());
        for (var job : found) {
            var attempt = Objects.requireNonNull(attempts.get(job.id())).number();
            jobs.addObject().put("id", job.id()).put("attempt", attempt);
        }
        if (fault == Fault.NONE || fault == Fault.DRIP) {
            prompt.ifPresent(known -> books.listed(known, HttpProvider.NAME, !found.isEmpty()));
        }
        wire.play(fault, Answer.json(200, body));
    }

    private void poll(String id, Wire wire) throws IOException {
        var fault = plan.next(Kind.POLL, id);
        var job = job(id);
        wire.play(fault, job.map(this::status).orElseGet(() -> error(404)));
    }

    private Answer status(UpstreamJob job) {
        var state = job.state();
        var body = JSON.createObjectNode();
        body.put("status", state.name().toLowerCase(java.util.Locale.ROOT));
        body.put("progress", job.progress());
        if (state == UpstreamJob.State.SUCCEEDED) {
            body.put("video", link(job, "video")).put("video_bytes", job.content().video().length);
            body.put("poster", link(job, "poster")).put("poster_bytes", poster(job).length);
        }
        return Answer.json(200, body);
    }

    private static byte[] poster(UpstreamJob job) {
        return Objects.requireNonNull(job.content().poster());
    }

    private String link(UpstreamJob job, String file) {
        var link = "l" + numbers.incrementAndGet();
        links.put(link, System.nanoTime());
        return "/jobs/" + job.id() + "/" + file + "?link=" + link;
    }

    private void download(String id, String file, WireRequest request, Wire wire)
            throws IOException {
        var made = links.get(request.query().getOrDefault("link", ""));
        var job = job(id);
        if (made == null || System.nanoTime() - made > LINK_LIFE_NANOS || job.isEmpty()) {
            wire.play(Fault.NONE, error(410));
            return;
        }
        var content = file.equals("video") ? job.get().content().video() : poster(job.get());
        var type = Map.of("Content-Type", file.equals("video") ? "video/mp4" : "image/jpeg");
        wire.play(plan.next(Kind.DOWNLOAD, id + file), new Answer(200, type, content));
    }

    private void cancel(String id, Wire wire) throws IOException {
        var fault = plan.next(Kind.CANCEL, id);
        var job = job(id);
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
