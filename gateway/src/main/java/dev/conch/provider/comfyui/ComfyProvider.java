package dev.conch.provider.comfyui;

import dev.conch.provider.CancelOutcome;
import dev.conch.provider.Checkup;
import dev.conch.provider.FetchedVideo;
import dev.conch.provider.PollOutcome;
import dev.conch.provider.ReconcileOutcome;
import dev.conch.provider.SubmitOutcome;
import dev.conch.provider.Trouble;
import dev.conch.provider.VideoProvider;
import dev.conch.provider.VideoRequest;
import dev.conch.provider.Wish;
import dev.conch.provider.http.Abilities;
import dev.conch.provider.http.Cadence;
import dev.conch.provider.http.Call;
import dev.conch.provider.http.Reply;
import dev.conch.provider.http.ResultFetcher;
import dev.conch.provider.http.Timing;
import dev.conch.provider.http.UnknownWords;
import dev.conch.provider.http.UpstreamHttp;
import dev.conch.provider.http.UpstreamSettings;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One ComfyUI. Shared between threads.
 *
 * <p>It forgets its queue and history when it is started anew: then a video is lost, and made
 * again, which costs nothing but time.
 */
public final class ComfyProvider implements VideoProvider {
    private static final Duration SUBMIT_TIMEOUT = Duration.ofSeconds(60);

    private final UpstreamSettings settings;
    private final Abilities abilities;
    private final Graphs graphs;
    private final Cadence cadence;
    private final UpstreamHttp http;
    private final Desk desk;
    private final Frames frames;
    private final Progress progress;
    private final Refusals refusals;
    private final ResultFetcher results;
    private final UnknownWords words;

    /** Graphs that this process saw waiting or running. */
    private final Set<String> running = ConcurrentHashMap.newKeySet();

    private ComfyProvider(UpstreamSettings settings, Clock clock) {
        this.settings = settings;
        this.abilities =
                Abilities.of(
                        settings,
                        Set.of(Wish.Mode.TEXT, Wish.Mode.FIRST_FRAME, Wish.Mode.LAST_FRAME));
        this.graphs = Graphs.of(settings);
        this.cadence = new Cadence(Duration.ofSeconds(settings.number("poll_seconds", 2)));
        this.http = new UpstreamHttp(settings.base(), settings.bearer());
        this.desk = new Desk(http);
        this.refusals = new Refusals(settings.name(), clock);
        this.frames = new Frames(http, refusals);
        this.progress = new Progress(settings.base(), settings.bearer());
        this.results = new ResultFetcher(settings);
        this.words = new UnknownWords(settings.name());
    }

    /**
     * An adapter for one server.
     *
     * @throws IllegalArgumentException for a setting that cannot be, or a graph that cannot be read
     */
    public static ComfyProvider of(UpstreamSettings settings, Clock clock) {
        var known = new HashSet<>(Set.of("allow_public", "poll_seconds"));
        known.addAll(Abilities.SETTINGS);
        known.addAll(Graphs.SETTINGS);
        known.addAll(Timing.SETTINGS);
        settings.allow(known);
        settings.flag("allow_public", false);
        return new ComfyProvider(settings, clock);
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public int concurrency() {
        return settings.tasksInFlight();
    }

    @Override
    public boolean submitsAreFree() {
        return true;
    }

    @Override
    public Optional<String> objection(Wish wish) {
        return abilities
                .objection(wish)
                .or(
                        () ->
                                graphs.find(wish).isPresent()
                                        ? Optional.empty()
                                        : Optional.of(
                                                "there is no graph here for videos from "
                                                        + inputs(wish)));
    }

    private static String inputs(Wish wish) {
        if (wish.firstFrame() != null && wish.lastFrame() != null) {
            return "a first and a last frame";
        }
        if (wish.firstFrame() != null) {
            return "a first frame";
        }
        return wish.lastFrame() != null ? "a last frame" : "text alone";
    }

    @Override
    public SubmitOutcome submit(VideoRequest request) {
        if (misplaced().isPresent()) {
            return new SubmitOutcome.Refused(Refusals.misplaced());
        }
        return switch (frames.upload(request.wish())) {
            case Frames.Sent.Stopped(var trouble) -> SubmitOutcome.of(trouble);
            case Frames.Sent.Ready(var names) -> queue(request, names);
        };
    }

    private Optional<String> misplaced() {
        return settings.flag("allow_public", false)
                ? Optional.empty()
                : Neighbours.objection(settings.base());
    }

    private SubmitOutcome queue(VideoRequest request, Map<String, String> names) {
        progress.listen();
        var body = JsonMapper.shared().createObjectNode();
        body.set("prompt", graphs.filled(request, names));
        body.put("prompt_id", id(request));
        body.put("client_id", progress.clientId());
        body.putObject("extra_data").put(Desk.MARK, mark(request));
        var call = Call.post("/prompt", body.toString()).within(SUBMIT_TIMEOUT);
        return switch (http.submit(call)) {
            case Reply.NeverSent _ -> new SubmitOutcome.Refused(refusals.unreachable());
            case Reply.NoAnswer _ -> new SubmitOutcome.Unclear("ComfyUI gave no answer");
            case Reply.Answer answer when answer.ok() -> accepted(answer);
            case Reply.Answer answer -> SubmitOutcome.of(refusals.trouble(answer));
        };
    }

    private static SubmitOutcome accepted(Reply.Answer answer) {
        var id = answer.json().path("prompt_id").asString("");
        return id.matches("[A-Za-z0-9._-]{1,128}")
                ? new SubmitOutcome.Accepted(id)
                : new SubmitOutcome.Unclear(
                        "ComfyUI answered HTTP %d without an id".formatted(answer.status()));
    }

    private static String mark(VideoRequest request) {
        return request.taskId() + "-" + request.attempt();
    }

    /** An id of ours; servers of before 2025 do not take it and give one of their own. */
    private static String id(VideoRequest request) {
        return UUID.nameUUIDFromBytes(mark(request).getBytes(StandardCharsets.UTF_8)).toString();
    }

    /** What ComfyUI does not know any more costs nothing to make again. */
    @Override
    public ReconcileOutcome reconcile(VideoRequest submit) {
        return switch (desk.findMark(mark(submit))) {
            case Desk.Search.Found(var id) -> new ReconcileOutcome.Found(id);
            case Desk.Search.NotThere _ -> new ReconcileOutcome.NotThere();
            case Desk.Search.NoAnswer _ -> new ReconcileOutcome.CannotTell();
        };
    }

    @Override
    public PollOutcome poll(String id) {
        var place = desk.find(id);
        if (place instanceof Desk.Place.Waiting || place instanceof Desk.Place.Running) {
            running.add(id);
        } else if (!(place instanceof Desk.Place.NoAnswer)) {
            running.remove(id);
        }
        return switch (place) {
            case Desk.Place.Waiting _ -> new PollOutcome.Running(0, cadence.next());
            case Desk.Place.Running(var nodes) -> {
                progress.listen();
                yield new PollOutcome.Running(progress.of(id, nodes), cadence.next());
            }
            case Desk.Place.Ended(var entry) -> ended(entry);
            case Desk.Place.Unknown _ -> new PollOutcome.Lost();
            case Desk.Place.NoAnswer(var reply) -> noAnswer(refusals.silence(reply));
        };
    }

    private PollOutcome noAnswer(Trouble trouble) {
        return new PollOutcome.NoAnswer(trouble, cadence.afterTrouble(trouble.retryAfter()));
    }

    /** Servers of before 2024 have no status in their history, only outputs. */
    private PollOutcome ended(JsonNode entry) {
        var status = entry.path("status");
        var word = status.path("status_str").asString("success");
        var outputs = entry.path("outputs");
        switch (word) {
            case "success" -> {}
            case "error" -> {
                return new PollOutcome.Failed(refusals.failure(status.path("messages")));
            }
            default -> {
                words.saw(word);
                if (!status.path("completed").asBoolean(false)) {
                    return new PollOutcome.Running(0, cadence.next());
                }
            }
        }
        return Outputs.video(outputs).isPresent()
                ? new PollOutcome.Succeeded()
                : new PollOutcome.Failed(Refusals.nothingSaved(outputs));
    }

    @Override
    public FetchedVideo fetch(String id) {
        return results.fetch(id, () -> link(id), null);
    }

    private ResultFetcher.Link link(String id) throws IOException {
        if (!(desk.find(id) instanceof Desk.Place.Ended(var entry))) {
            throw new IOException("ComfyUI does not show the graph's outputs at the moment");
        }
        var file =
                Outputs.video(entry.path("outputs"))
                        .orElseThrow(() -> new IOException("the graph saved no video"));
        return new ResultFetcher.Link(settings.base() + file.path(), settings.bearer());
    }

    /** The video itself stays in ComfyUI's output folder: there is no call that deletes it. */
    @Override
    public void forget(String id) {
        if (running.remove(id)) {
            desk.stop(id);
        }
        desk.drop(id);
        progress.forget(id);
        results.forget(id);
    }

    @Override
    public CancelOutcome cancel(String id) {
        running.remove(id);
        desk.stop(id);
        return new CancelOutcome.Canceled();
    }

    @Override
    public Checkup checkup() {
        return misplaced()
                .map(finding -> new Checkup(false, finding))
                .orElseGet(() -> new Examination(http, settings.base()).checkup(graphs));
    }

    @Override
    public void close() {
        progress.close();
        http.close();
    }
}
