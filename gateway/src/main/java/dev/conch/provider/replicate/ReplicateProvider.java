package dev.conch.provider.replicate;

import dev.conch.base.Money;
import dev.conch.provider.CancelOutcome;
import dev.conch.provider.Checkup;
import dev.conch.provider.FetchedVideo;
import dev.conch.provider.Hook;
import dev.conch.provider.PollOutcome;
import dev.conch.provider.ReconcileOutcome;
import dev.conch.provider.SubmitOutcome;
import dev.conch.provider.Trouble;
import dev.conch.provider.VideoProvider;
import dev.conch.provider.VideoRequest;
import dev.conch.provider.Wish;
import dev.conch.provider.http.Cadence;
import dev.conch.provider.http.Call;
import dev.conch.provider.http.Offers;
import dev.conch.provider.http.Reply;
import dev.conch.provider.http.ResultFetcher;
import dev.conch.provider.http.UnknownWords;
import dev.conch.provider.http.UpstreamHttp;
import dev.conch.provider.http.UpstreamSettings;
import dev.conch.provider.replicate.ReplicateFiles.Given;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One key at Replicate. A task is a prediction, whose input and output vanish after one hour.
 * Shared between threads.
 */
public final class ReplicateProvider implements VideoProvider {
    private static final Cadence CADENCE = new Cadence(Duration.ofSeconds(3));
    private static final String PREDICTIONS = "/v1/predictions/";

    /** Images may be part of a request. */
    private static final Duration LONG = Duration.ofMinutes(1);

    private static final Duration SHORT = Duration.ofSeconds(10);

    private final UpstreamSettings settings;
    private final UpstreamHttp http;
    private final ReplicateErrors errors;
    private final ReplicateSignatures signatures;
    private final ReplicateFiles files;
    private final ReplicateList list;
    private final ResultFetcher results;
    private final UnknownWords unknownWords;
    private final Offers offers = Offers.beside(ReplicateProvider.class);

    private ReplicateProvider(UpstreamSettings settings, Clock clock) {
        this.settings = settings;
        this.http = new UpstreamHttp(settings.base(), settings.bearer());
        this.errors = new ReplicateErrors(clock);
        this.signatures = new ReplicateSignatures(http, clock);
        this.files = new ReplicateFiles(http, errors);
        this.list = new ReplicateList(http, settings.base());
        this.results = new ResultFetcher(settings);
        this.unknownWords = new UnknownWords(settings.name());
    }

    /**
     * A provider whose settings' base is {@code https://api.replicate.com}.
     *
     * @throws IllegalArgumentException if there are further settings; it has none
     */
    public static ReplicateProvider of(UpstreamSettings settings, Clock clock) {
        settings.allow(Set.of());
        return new ReplicateProvider(settings, clock);
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

    @Override
    public Optional<String> objection(Wish wish) {
        return offers.objection(wish).or(() -> ReplicateInput.objection(wish));
    }

    @Override
    public Optional<Money> listPrice(Wish wish) {
        return offers.price(wish);
    }

    @Override
    public SubmitOutcome submit(VideoRequest request) {
        return switch (files.give(request.wish().firstFrame())) {
            case Given.Refusal(var outcome) -> outcome;
            case Given.Text(var first) ->
                    switch (files.give(request.wish().lastFrame())) {
                        case Given.Refusal(var outcome) -> outcome;
                        case Given.Text(var last) ->
                                create(request, new ReplicateInput.Images(first, last));
                    };
        };
    }

    /** Does not wait for the result: {@code Prefer: wait} would leave more submits unclear. */
    private SubmitOutcome create(VideoRequest request, ReplicateInput.Images images) {
        var json = ReplicateInput.json(request, images);
        var path = "/v1/models/%s/predictions".formatted(request.wish().upstreamModel());
        return switch (http.submit(Call.post(path, json).within(LONG))) {
            case Reply.NeverSent(var cause) -> new SubmitOutcome.Refused(errors.away(cause));
            case Reply.NoAnswer(var cause) -> new SubmitOutcome.Unclear(cause);
            case Reply.Answer answer when answer.ok() ->
                    new Prediction(answer.json())
                            .id()
                            .<SubmitOutcome>map(SubmitOutcome.Accepted::new)
                            .orElseGet(
                                    () ->
                                            new SubmitOutcome.Unclear(
                                                    "Replicate answered without an id"));
            case Reply.Answer answer -> errors.refusal(answer);
        };
    }

    @Override
    public PollOutcome poll(String providerTaskId) {
        if (!Prediction.isId(providerTaskId)) {
            return new PollOutcome.Lost();
        }
        return switch (ask("GET", providerTaskId, "")) {
            case Reply.Answer answer when answer.ok() -> standing(new Prediction(answer.json()));
            case Reply.Answer answer when isGone(answer.status()) -> new PollOutcome.Lost();
            case Reply reply -> noAnswer(errors.trouble(reply));
        };
    }

    private static boolean isGone(int status) {
        return status == 404 || status == 410;
    }

    private PollOutcome standing(Prediction prediction) {
        return switch (prediction.status()) {
            case "" -> noAnswer(errors.away("no status"));
            case "starting", "processing" -> running();
            case "succeeded" ->
                    prediction.video().isPresent()
                            ? new PollOutcome.Succeeded()
                            : new PollOutcome.Lost(); // an hour has passed
            case "failed" -> new PollOutcome.Failed(errors.failure(prediction.json()));
            case "canceled", "aborted" -> new PollOutcome.Failed(ReplicateErrors.stopped());
            default -> {
                unknownWords.saw(prediction.status());
                yield running();
            }
        };
    }

    private static PollOutcome running() {
        return new PollOutcome.Running(0, CADENCE.next());
    }

    private static PollOutcome noAnswer(Trouble trouble) {
        return new PollOutcome.NoAnswer(trouble, CADENCE.afterTrouble(trouble.retryAfter()));
    }

    private Reply ask(String method, String providerTaskId, String more) {
        return http.ask(
                new Call(
                        method, PREDICTIONS + providerTaskId + more, Map.of(), new byte[0], SHORT));
    }

    @Override
    public FetchedVideo fetch(String providerTaskId) {
        return results.fetch(providerTaskId, () -> link(providerTaskId), null);
    }

    private ResultFetcher.Link link(String providerTaskId) throws IOException {
        if (Prediction.isId(providerTaskId)
                && ask("GET", providerTaskId, "") instanceof Reply.Answer answer
                && answer.ok()) {
            var video = new Prediction(answer.json()).video();
            if (video.isPresent()) {
                return new ResultFetcher.Link(video.get(), Map.of());
            }
        }
        throw new IOException("Replicate gives no link now, or not any more");
    }

    @Override
    public void forget(String providerTaskId) {
        if (Prediction.isId(providerTaskId)) {
            ask("POST", providerTaskId, "/cancel"); // whatever comes of it
        }
        results.forget(providerTaskId);
    }

    /** Replicate may stop it a moment later than it answers, so it is looked at once more. */
    @Override
    public CancelOutcome cancel(String providerTaskId) {
        return Prediction.isId(providerTaskId)
                        && (isStopped(ask("POST", providerTaskId, "/cancel"))
                                || isStopped(ask("GET", providerTaskId, "")))
                ? new CancelOutcome.Canceled()
                : new CancelOutcome.TooLate();
    }

    private static boolean isStopped(Reply reply) {
        return reply instanceof Reply.Answer answer
                && answer.ok()
                && new Prediction(answer.json()).isStopped();
    }

    @Override
    public ReconcileOutcome reconcile(VideoRequest submit) {
        return list.find(submit);
    }

    @Override
    public Hook.Answer hook(Hook message) {
        return signatures.answer(message);
    }

    @Override
    public Checkup checkup() {
        return switch (http.ask(Call.get("/v1/account").within(SHORT))) {
            case Reply.Answer answer when answer.ok() ->
                    new Checkup(
                            true,
                            "Replicate answers and takes the key; whether there is credit it tells"
                                    + " only when work is given to it");
            case Reply.Answer answer -> sick(answer.status());
            case Reply.NeverSent _ ->
                    new Checkup(
                            false,
                            "Replicate cannot be reached: see the base address and the network");
            case Reply.NoAnswer _ ->
                    new Checkup(false, "Replicate did not answer: try again later");
        };
    }

    private static Checkup sick(int status) {
        return new Checkup(
                false,
                switch (status) {
                    case 401, 403 ->
                            "Replicate refuses the key (HTTP %d): see".formatted(status)
                                    + " replicate.com/account/api-tokens";
                    case 402 -> "Replicate has no credit for this key (HTTP 402)";
                    case 429 -> "Replicate takes no more requests now (HTTP 429): wait";
                    default -> "Replicate answers HTTP %d: see the base address".formatted(status);
                });
    }

    @Override
    public void close() {
        http.close();
    }
}
