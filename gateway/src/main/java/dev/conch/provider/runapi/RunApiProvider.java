package dev.conch.provider.runapi;

import dev.conch.base.Money;
import dev.conch.provider.CancelOutcome;
import dev.conch.provider.Checkup;
import dev.conch.provider.FetchedVideo;
import dev.conch.provider.Hook;
import dev.conch.provider.PollOutcome;
import dev.conch.provider.ReconcileOutcome;
import dev.conch.provider.SubmitOutcome;
import dev.conch.provider.VideoProvider;
import dev.conch.provider.VideoRequest;
import dev.conch.provider.Wish;
import dev.conch.provider.http.Cadence;
import dev.conch.provider.http.Call;
import dev.conch.provider.http.Offers;
import dev.conch.provider.http.Reply;
import dev.conch.provider.http.ResultFetcher;
import dev.conch.provider.http.SignedHook;
import dev.conch.provider.http.UnknownWords;
import dev.conch.provider.http.UpstreamHttp;
import dev.conch.provider.http.UpstreamSettings;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One key at RunAPI or at another Conch. Shared between threads.
 *
 * <p>A submit whose answer was lost is made again under the same Idempotency-Key, which that server
 * answers with the task it had made; where the operator says that it does not, nothing is repeated.
 */
public final class RunApiProvider implements VideoProvider {
    private static final Set<String> SETTINGS =
            Set.of("idempotent", "idempotency_hours", "images", "watermark", "webhook_secret");

    /** The other gateway may fetch images before it answers. */
    private static final Duration CREATE_TIMEOUT = Duration.ofSeconds(90);

    private static final int CANCEL_WAIT_SECONDS = 10;
    private static final Cadence CADENCE = new Cadence(Duration.ofSeconds(5));

    /** How long a key is certainly remembered there, unless the operator knows better. */
    private static final int KEY_LIFE_HOURS = 24;

    private final UpstreamSettings settings;
    private final Clock clock;
    private final UpstreamHttp http;
    private final Refusals refusals;
    private final Images images;
    private final ResultFetcher results;
    private final UnknownWords words;
    private final Offers offers = Offers.beside(RunApiProvider.class);

    /** Tasks that this process saw running. */
    private final Set<String> running = ConcurrentHashMap.newKeySet();

    private RunApiProvider(UpstreamSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.http =
                new UpstreamHttp(
                        settings.base(),
                        Map.of(
                                "Authorization",
                                "Bearer " + settings.key().reveal(),
                                "Accept",
                                "application/json"));
        this.refusals = new Refusals(clock);
        this.images = new Images(http, refusals, uploads(settings));
        this.results = new ResultFetcher(settings);
        this.words = new UnknownWords(settings.name());
    }

    /**
     * An adapter for one key.
     *
     * @throws IllegalArgumentException for a setting that cannot be
     */
    public static RunApiProvider of(UpstreamSettings settings, Clock clock) {
        settings.allow(SETTINGS);
        settings.flag("idempotent", true);
        settings.flag("watermark", false);
        settings.number("idempotency_hours", KEY_LIFE_HOURS);
        return new RunApiProvider(settings, clock);
    }

    /** RunAPI takes addresses only, as far as its clients show; Conch takes data as well. */
    private static boolean uploads(UpstreamSettings settings) {
        var host = settings.base().getHost();
        var usual = host != null && (host.equals("runapi.ai") || host.endsWith(".runapi.ai"));
        return switch (settings.find("images").orElse(usual ? "upload" : "data")) {
            case "upload" -> true;
            case "data" -> false;
            default -> throw settings.wrong("images", "must be upload or data");
        };
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
        return false;
    }

    /** Models that we do not know may be known there. */
    @Override
    public Optional<String> objection(Wish wish) {
        var model = wish.upstreamModel();
        if (wish.options().watermark() && !settings.flag("watermark", false)) {
            return Optional.of(model + " puts no visible mark on its videos here");
        }
        if (!offers.models().contains(model)) {
            return Optional.empty();
        }
        boolean onlyLast = wish.lastFrame() != null && wish.firstFrame() == null;
        if (onlyLast && !Order.takesLastFrameAlone(model)) {
            return Optional.of(model + " needs a first frame where there is a last one");
        }
        return offers.objection(wish);
    }

    @Override
    public SubmitOutcome submit(VideoRequest request) {
        return switch (images.send(request.wish())) {
            case Images.Sent.Stopped(var trouble) -> SubmitOutcome.of(trouble);
            case Images.Sent.Ready(var addresses) -> create(request, addresses);
        };
    }

    private SubmitOutcome create(VideoRequest request, Order.Addresses addresses) {
        var order = Order.of(request.wish(), addresses, request.callbackUrl());
        var call =
                Call.post(TaskRef.createPath(order.action()), order.json())
                        .with("Idempotency-Key", key(request))
                        .within(CREATE_TIMEOUT);
        return switch (http.submit(call)) {
            case Reply.NeverSent _ -> new SubmitOutcome.Refused(refusals.unreachable());
            case Reply.NoAnswer _ -> new SubmitOutcome.Unclear("RunAPI gave no answer");
            case Reply.Answer answer when answer.ok() ->
                    id(answer)
                            .<SubmitOutcome>map(
                                    id ->
                                            new SubmitOutcome.Accepted(
                                                    new TaskRef(order.action(), id).toString(),
                                                    answer.header("x-request-id").orElse(null)))
                            .orElse(
                                    new SubmitOutcome.Unclear(
                                            "RunAPI answered HTTP %d without an id"
                                                    .formatted(answer.status())));
            case Reply.Answer answer -> SubmitOutcome.of(refusals.trouble(answer));
        };
    }

    /** The same for the same attempt, whoever makes it and however often. */
    private static String key(VideoRequest request) {
        return "conch-" + request.taskId() + "-" + request.attempt();
    }

    /** As lenient as RunAPI's own clients. */
    private static Optional<String> id(Reply.Answer answer) {
        var body = answer.json();
        return java.util.stream.Stream.of("/id", "/task_id", "/data/id", "/data/task_id")
                .map(body::at)
                .filter(node -> node.isString() && node.asString().matches("[A-Za-z0-9_-]{1,128}"))
                .map(JsonNode::asString)
                .findFirst();
    }

    /**
     * Makes the create again under the same key. If the first one arrived, this answers with its
     * task; if not, this one is the first: there is one task in either case. Anything but an id
     * proves nothing, since a server may look at the balance or at limits before it looks at the
     * key.
     */
    @Override
    public ReconcileOutcome reconcile(VideoRequest submit) {
        if (!mayRepeat(submit)
                || !(images.send(submit.wish()) instanceof Images.Sent.Ready(var addresses))) {
            return new ReconcileOutcome.CannotTell();
        }
        return create(submit, addresses) instanceof SubmitOutcome.Accepted(var id, _)
                ? new ReconcileOutcome.Found(id)
                : new ReconcileOutcome.CannotTell();
    }

    /** Servers forget keys; the task's age is at least that of its submit. */
    private boolean mayRepeat(VideoRequest submit) {
        var accepted = Instant.ofEpochMilli(submit.taskId().uuid().getMostSignificantBits() >>> 16);
        var life = Duration.ofHours(settings.number("idempotency_hours", KEY_LIFE_HOURS));
        return settings.flag("idempotent", true)
                && images.repeatable(submit.wish())
                && clock.instant().isBefore(accepted.plus(life));
    }

    @Override
    public PollOutcome poll(String providerTaskId) {
        var reply = http.ask(Call.get(TaskRef.parse(providerTaskId).path()));
        var outcome = outcome(reply);
        if (outcome instanceof PollOutcome.Running) {
            running.add(providerTaskId);
        } else if (!(outcome instanceof PollOutcome.NoAnswer)) {
            running.remove(providerTaskId);
        }
        return outcome;
    }

    private PollOutcome outcome(Reply reply) {
        if (reply instanceof Reply.Answer answer) {
            if (answer.ok() && !status(answer.json()).isEmpty()) {
                return outcome(answer.json());
            }
            if (answer.status() == 404 || answer.status() == 410) {
                return new PollOutcome.Lost();
            }
        }
        var trouble = refusals.silence(reply);
        return new PollOutcome.NoAnswer(trouble, CADENCE.afterTrouble(trouble.retryAfter()));
    }

    private PollOutcome outcome(JsonNode task) {
        var status = status(task);
        return switch (status) {
            case "completed", "complete", "succeeded", "success", "finished" ->
                    new PollOutcome.Succeeded();
            case "failed", "error", "canceled", "cancelled", "timeout", "expired" ->
                    new PollOutcome.Failed(refusals.failure(task));
            case "pending", "queued", "processing", "in_progress", "running" -> running(task);
            default -> {
                words.saw(status);
                yield running(task);
            }
        };
    }

    private static PollOutcome running(JsonNode task) {
        return new PollOutcome.Running(
                Math.clamp(task.path("progress").asDouble(0), 0, 1), CADENCE.next());
    }

    private static String status(JsonNode task) {
        return task.path("status").asString("").toLowerCase(Locale.ROOT);
    }

    @Override
    public FetchedVideo fetch(String providerTaskId) {
        try {
            var cost = cost(task(providerTaskId));
            return results.fetch(
                    providerTaskId, () -> link(task(providerTaskId)), cost.orElse(null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode task(String providerTaskId) throws IOException {
        if (http.ask(Call.get(TaskRef.parse(providerTaskId).path())) instanceof Reply.Answer answer
                && answer.ok()) {
            return answer.json();
        }
        throw new IOException("the provider does not show the task at the moment");
    }

    /** The links are signed, so they need no key. */
    private ResultFetcher.Link link(JsonNode task) throws IOException {
        var url = task.at("/videos/0/url");
        if (!url.isString()) {
            throw new IOException("the provider shows no link to the video");
        }
        return new ResultFetcher.Link(settings.base().resolve(url.asString()).toString(), Map.of());
    }

    /** {@code usage.cost} is in US dollars. */
    private static Optional<Money> cost(JsonNode task) {
        var cost = task.at("/usage/cost");
        return cost.isNumber() && cost.asDouble() >= 0
                ? Optional.of(
                        new Money(
                                cost.decimalValue()
                                        .movePointRight(8)
                                        .setScale(0, RoundingMode.CEILING)
                                        .longValueExact()))
                : Optional.empty();
    }

    /** Where a task was seen running and is dropped, it is stopped there too. */
    @Override
    public void forget(String providerTaskId) {
        if (running.remove(providerTaskId)) {
            cancel(providerTaskId);
        }
        results.forget(providerTaskId);
    }

    /**
     * RunAPI's clients know no cancel; Conch answers 202 when its own provider has not said yet. A
     * task that failed there is not charged there.
     */
    @Override
    public CancelOutcome cancel(String providerTaskId) {
        var path = TaskRef.parse(providerTaskId).path();
        running.remove(providerTaskId);
        if (!(http.ask(Call.post(path + "/cancel", "{}")) instanceof Reply.Answer answer)
                || !answer.ok()) {
            return new CancelOutcome.TooLate();
        }
        var task = answer.json();
        if (answer.status() == 202
                && http.ask(Call.get(path + "?wait=" + CANCEL_WAIT_SECONDS))
                        instanceof Reply.Answer later) {
            task = later.json();
        }
        return outcome(task) instanceof PollOutcome.Failed
                ? new CancelOutcome.Canceled()
                : new CancelOutcome.TooLate();
    }

    @Override
    public Hook.Answer hook(Hook message) {
        var secret = settings.find("webhook_secret");
        return secret.isEmpty() || isBy(secret.get(), message)
                ? Hook.Answer.WAKE
                : Hook.Answer.REFUSED;
    }

    private boolean isBy(String secret, Hook message) {
        return SignedHook.of(message, clock)
                .filter(signed -> signed.isBy(SignedHook.key(secret)))
                .isPresent();
    }

    @Override
    public Checkup checkup() {
        return switch (http.ask(Call.get("/api/v1/me/balance"))) {
            case Reply.NeverSent(var cause) ->
                    new Checkup(false, "No connection to " + settings.base() + " (" + cause + ")");
            case Reply.NoAnswer(var cause) ->
                    new Checkup(false, settings.base() + " gives no answer (" + cause + ")");
            case Reply.Answer answer -> checkup(answer);
        };
    }

    private Checkup checkup(Reply.Answer answer) {
        var balance = answer.json().path("balance_cents");
        if (answer.ok() && balance.isIntegralNumber()) {
            var cents = balance.asLong();
            return new Checkup(
                    cents > 0,
                    "%s answers; the balance is %d cents%s"
                            .formatted(settings.base(), cents, cents > 0 ? "" : ": top it up"));
        }
        return switch (answer.status()) {
            case 401 ->
                    new Checkup(
                            false, "The key is refused: check it, and that it is for this server");
            case 403 ->
                    new Checkup(
                            false, "The key may not read the balance: give it the scope it lacks");
            case 404 ->
                    new Checkup(
                            false,
                            settings.base()
                                    + " is no RunAPI or Conch: there is no /api/v1/me/balance");
            default ->
                    new Checkup(
                            false,
                            "%s answered HTTP %d to a look at the balance"
                                    .formatted(settings.base(), answer.status()));
        };
    }

    @Override
    public void close() {
        http.close();
    }
}
