package dev.conch.provider.openai;

import dev.conch.provider.CancelOutcome;
import dev.conch.provider.Checkup;
import dev.conch.provider.FetchedVideo;
import dev.conch.provider.PollOutcome;
import dev.conch.provider.ReconcileOutcome;
import dev.conch.provider.SubmitOutcome;
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

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One server that speaks {@code /v1/videos}. Shared between threads.
 *
 * <p>Its list of videos carries nothing of ours, so it cannot tell which of two equal prompts is
 * which: a submit whose answer was lost is made again where that is free, and else left to the
 * operator.
 */
public final class OpenAiProvider implements VideoProvider {
    private static final String FETCHES = "fetches_references";
    private static final int LONGEST_PROMPT = 32_000;
    private static final Duration CREATE_TIMEOUT = Duration.ofSeconds(60);

    private final UpstreamSettings settings;
    private final Dialect dialect;
    private final Abilities abilities;
    private final Creates creates;
    private final boolean free;
    private final boolean deletes;
    private final Cadence cadence;
    private final URI base;
    private final UpstreamHttp http;
    private final Refusals refusals;
    private final ResultFetcher results;
    private final UnknownWords words;

    private OpenAiProvider(UpstreamSettings settings, Clock clock) {
        this.settings = settings;
        this.dialect = Dialect.of(settings);
        this.abilities = Abilities.of(settings, dialect.modes());
        this.creates = new Creates(settings, dialect);
        this.free = settings.flag("free", dialect.free());
        this.deletes = settings.flag("delete", free);
        this.cadence =
                new Cadence(
                        Duration.ofSeconds(settings.number("poll_seconds", dialect.pollSeconds())));
        this.base = URI.create(settings.base().toString().replaceFirst("(/v1)?/*$", ""));
        this.http = new UpstreamHttp(base, settings.bearer());
        this.refusals = new Refusals(settings.name(), clock);
        this.results = new ResultFetcher(settings);
        this.words = new UnknownWords(settings.name());
    }

    /**
     * An adapter for one server.
     *
     * @throws IllegalArgumentException for a setting that cannot be
     */
    public static OpenAiProvider of(UpstreamSettings settings, Clock clock) {
        var known =
                new HashSet<>(
                        Set.of(
                                "delete",
                                "dialect",
                                FETCHES,
                                "free",
                                "patience_minutes",
                                "poll_seconds"));
        known.addAll(Abilities.SETTINGS);
        known.addAll(Creates.SETTINGS);
        known.addAll(Timing.SETTINGS);
        settings.allow(known);
        settings.flag(FETCHES, false);
        return new OpenAiProvider(settings, clock);
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
        return free;
    }

    @Override
    public Optional<String> objection(Wish wish) {
        return abilities
                .objection(wish)
                .or(
                        () ->
                                wish.prompt().length() > LONGEST_PROMPT
                                        ? Optional.of(
                                                "a prompt may have at most %d characters here"
                                                        .formatted(LONGEST_PROMPT))
                                        : Optional.empty())
                .or(() -> mixture(wish))
                .or(() -> strangers(wish));
    }

    /** A server of the operator's own must not be sent around the inner network by callers. */
    private Optional<String> strangers(Wish wish) {
        var references = wish.options().references();
        boolean must = !references.videos().isEmpty() || !references.audios().isEmpty();
        return must && !settings.flag(FETCHES, false)
                ? Optional.of(wish.upstreamModel() + " takes no reference videos or sounds here")
                : Optional.empty();
    }

    private static Optional<String> mixture(Wish wish) {
        return wish.mode() == Wish.Mode.REFERENCES
                        && (wish.firstFrame() != null || wish.lastFrame() != null)
                ? Optional.of(wish.upstreamModel() + " takes frames or references, not both")
                : Optional.empty();
    }

    @Override
    public SubmitOutcome submit(VideoRequest request) {
        return switch (http.submit(creates.of(request).within(patience()))) {
            case Reply.NeverSent _ -> new SubmitOutcome.Refused(refusals.unreachable());
            case Reply.NoAnswer _ -> new SubmitOutcome.Unclear("The video server gave no answer");
            case Reply.Answer answer when answer.ok() ->
                    id(answer)
                            .<SubmitOutcome>map(
                                    id ->
                                            new SubmitOutcome.Accepted(
                                                    id, answer.header("x-request-id").orElse(null)))
                            .orElse(
                                    new SubmitOutcome.Unclear(
                                            "The video server answered HTTP %d without an id"
                                                    .formatted(answer.status())));
            case Reply.Answer answer -> SubmitOutcome.of(refusals.trouble(answer));
        };
    }

    /** LocalAI answers when the video is there. */
    private Duration patience() {
        return dialect == Dialect.LOCALAI
                ? Duration.ofMinutes(settings.number("patience_minutes", 60))
                : CREATE_TIMEOUT;
    }

    private Optional<String> id(Reply.Answer answer) {
        var place = dialect == Dialect.LOCALAI ? "/data/0/url" : "/id";
        var form = dialect == Dialect.LOCALAI ? "\\S{1,2000}" : "[A-Za-z0-9_.:=-]{1,400}";
        return Optional.of(answer.json().at(place))
                .filter(node -> node.isString() && node.asString().matches(form))
                .map(JsonNode::asString)
                .map(id -> dialect == Dialect.LOCALAI ? filePath(id) : id)
                .filter(id -> !id.isEmpty());
    }

    /** LocalAI's files are on LocalAI, by whatever name it calls itself. */
    private static String filePath(String url) {
        try {
            var path = Optional.ofNullable(URI.create(url).getRawPath()).orElse("");
            return path.startsWith("/") ? path : "";
        } catch (IllegalArgumentException _) {
            return "";
        }
    }

    /** A second video costs nothing where submits are free, so nobody needs to find the first. */
    @Override
    public ReconcileOutcome reconcile(VideoRequest submit) {
        return free ? new ReconcileOutcome.NotThere() : new ReconcileOutcome.CannotTell();
    }

    @Override
    public PollOutcome poll(String providerTaskId) {
        return dialect == Dialect.LOCALAI ? pollFile(providerTaskId) : pollVideo(providerTaskId);
    }

    /** The video was finished when its id was given; it may be gone since. */
    private PollOutcome pollFile(String path) {
        var head = new Call("HEAD", path, Map.of(), new byte[0], CREATE_TIMEOUT);
        return switch (http.ask(head)) {
            case Reply.Answer(var status, _, _) when status == 404 || status == 410 ->
                    new PollOutcome.Lost();
            case Reply.Answer(var status, _, _) when status < 300 || status == 405 ->
                    new PollOutcome.Succeeded();
            case Reply other -> noAnswer(other);
        };
    }

    private PollOutcome pollVideo(String id) {
        return switch (http.ask(Call.get(path(id)))) {
            case Reply.Answer answer when answer.ok() && answer.json().path("status").isString() ->
                    outcome(answer.json());
            case Reply.Answer(var status, _, _) when status == 404 || status == 410 ->
                    new PollOutcome.Lost();
            case Reply other -> noAnswer(other);
        };
    }

    private static String path(String id) {
        return "/v1/videos/" + id;
    }

    private PollOutcome noAnswer(Reply reply) {
        var trouble = refusals.silence(reply);
        return new PollOutcome.NoAnswer(trouble, cadence.afterTrouble(trouble.retryAfter()));
    }

    private PollOutcome outcome(JsonNode video) {
        var status = video.path("status").asString("").toLowerCase(Locale.ROOT);
        return switch (status) {
            case "completed", "complete", "succeeded", "success", "finished" ->
                    new PollOutcome.Succeeded();
            case "failed", "error", "cancelled", "canceled", "expired" ->
                    new PollOutcome.Failed(refusals.failure(video));
            case "queued", "pending", "in_progress", "processing", "running" -> running(video);
            default -> {
                words.saw(status);
                yield running(video);
            }
        };
    }

    /** Progress is in hundredths. */
    private PollOutcome running(JsonNode video) {
        return new PollOutcome.Running(
                Math.clamp(video.path("progress").asDouble(0) / 100, 0, 1), cadence.next());
    }

    @Override
    public FetchedVideo fetch(String providerTaskId) {
        var path = dialect == Dialect.LOCALAI ? providerTaskId : path(providerTaskId) + "/content";
        var link = new ResultFetcher.Link(base + path, settings.bearer());
        return results.fetch(providerTaskId, () -> link, null);
    }

    /** Servers of one's own keep results on a disk of one's own. */
    @Override
    public void forget(String providerTaskId) {
        if (deletes) {
            delete(providerTaskId);
        }
        results.forget(providerTaskId);
    }

    private void delete(String providerTaskId) {
        if (dialect != Dialect.LOCALAI) {
            http.ask(Call.delete(path(providerTaskId)));
        }
    }

    /** No dialect can stop a video for certain; where it costs nothing it can be let go. */
    @Override
    public CancelOutcome cancel(String providerTaskId) {
        if (!free) {
            return new CancelOutcome.TooLate();
        }
        delete(providerTaskId);
        return new CancelOutcome.Canceled();
    }

    @Override
    public Checkup checkup() {
        return switch (http.ask(Call.get("/v1/models"))) {
            case Reply.NeverSent(var cause) ->
                    new Checkup(false, "No connection to " + base + " (" + cause + ")");
            case Reply.NoAnswer(var cause) ->
                    new Checkup(false, base + " gives no answer (" + cause + ")");
            case Reply.Answer answer when answer.ok() && answer.json().path("data").isArray() ->
                    new Checkup(true, base + " answers; its models: " + models(answer.json()));
            case Reply.Answer(var status, _, _) when status == 401 || status == 403 ->
                    new Checkup(false, base + " refuses the key");
            case Reply.Answer(var status, _, _) ->
                    new Checkup(
                            false,
                            "%s answered HTTP %d to GET /v1/models; is it a server of this kind?"
                                    .formatted(base, status));
        };
    }

    private static String models(JsonNode list) {
        return list.path("data")
                .valueStream()
                .limit(10)
                .map(model -> model.path("id").asString("?"))
                .collect(Collectors.joining(", "));
    }

    @Override
    public void close() {
        http.close();
    }
}
