package dev.conch.provider.minimax;

import dev.conch.base.Bell;
import dev.conch.base.Money;
import dev.conch.base.Pause;
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
import dev.conch.provider.http.ErrorTable;
import dev.conch.provider.http.Offers;
import dev.conch.provider.http.ResultFetcher;
import dev.conch.provider.http.UpstreamHttp;
import dev.conch.provider.http.UpstreamSettings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Videos by MiniMax with one key. The name of the model says which of the two APIs makes it, and
 * the id of a started task which one to ask about it. Shared between threads.
 */
public final class MinimaxProvider implements VideoProvider {
    private final UpstreamSettings settings;
    private final Options options;
    private final Offers offers = Offers.beside(MinimaxProvider.class);
    private final V2Prices prices = V2Prices.beside(MinimaxProvider.class);
    private final Region region;
    private final Rules rules;
    private final UpstreamHttp http;
    private final ResultFetcher fetcher;
    private final V1Api v1;
    private final V2Api v2;
    private final V2Batch batch;
    private final V2Reconciler reconciler;
    private final CheckupCall checkup;

    MinimaxProvider(UpstreamSettings settings, Clock clock, Pause pause) {
        this.settings = settings;
        this.options = Options.of(settings.more());
        this.region = Region.of(settings.base());
        this.rules = new Rules(offers, options, KeyKind.of(settings.key()));
        this.http = new UpstreamHttp(settings.base(), headers(settings, options));
        this.fetcher = new ResultFetcher(settings);
        var errors = new Errors(ErrorTable.beside(MinimaxProvider.class, "MiniMax"), clock);
        var words = new UnknownWords(settings.name());
        var cadence = new Cadence();
        this.v1 = new V1Api(http, options, errors, new V1Answers(errors, cadence, words));
        var answers = new V2Answers(errors, cadence, words, clock);
        this.v2 = new V2Api(http, errors, answers);
        this.batch = new V2Batch(v2, pause);
        this.reconciler = new V2Reconciler(v2, options, clock);
        this.checkup = new CheckupCall(http, errors, settings);
    }

    /**
     * An adapter for one key.
     *
     * @throws IllegalArgumentException if {@code settings.more()} holds something that is neither
     *     true nor false where it must be
     */
    public static MinimaxProvider of(UpstreamSettings settings, Clock clock) {
        return new MinimaxProvider(settings, clock, Bell::await);
    }

    private static Map<String, String> headers(UpstreamSettings settings, Options options) {
        var headers = new HashMap<String, String>();
        headers.put("Authorization", "Bearer " + settings.key().reveal());
        if (options.groupId() != null) {
            headers.put("X-Group-Id", options.groupId());
        }
        return headers;
    }

    V1Api v1() {
        return v1;
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
        return rules.objection(wish);
    }

    /** The dearest that it can become; empty in China, whose prices are in another currency. */
    @Override
    public Optional<Money> listPrice(Wish wish) {
        return region == Region.CHINA
                ? Optional.empty()
                : offers.price(wish).map(clip -> clip.plus(prices.material(wish)));
    }

    @Override
    public SubmitOutcome submit(VideoRequest request) {
        if (!Models.isV2(request.wish())) {
            return v1.submit(request);
        }
        reconciler.begun(request);
        var outcome = v2.submit(request);
        reconciler.ended(request, outcome);
        return outcome;
    }

    @Override
    public PollOutcome poll(String providerTaskId) {
        return switch (StartedTask.parse(providerTaskId)) {
            case StartedTask.V1(var id) -> v1.poll(id);
            case StartedTask.V2 task -> {
                reconciler.seen(task);
                yield batch.poll(task);
            }
            case StartedTask.Foreign _ -> new PollOutcome.Lost();
        };
    }

    @Override
    public FetchedVideo fetch(String providerTaskId) {
        try {
            return switch (StartedTask.parse(providerTaskId)) {
                case StartedTask.V1(var id) -> fetcher.fetch(providerTaskId, v1.links(id), null);
                case StartedTask.V2 task -> fetchV2(providerTaskId, task);
                case StartedTask.Foreign _ -> throw new IOException("not an id of MiniMax's");
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private FetchedVideo fetchV2(String providerTaskId, StartedTask.V2 task) throws IOException {
        var done = v2.task(task);
        var cost = region == Region.CHINA ? null : prices.cost(done).orElse(null);
        var told = done.path("duration").asInt(0);
        return fetcher.fetch(
                providerTaskId,
                v2.links(task, done),
                cost,
                told > 0 ? Duration.ofSeconds(told) : null);
    }

    @Override
    public void forget(String providerTaskId) {
        fetcher.forget(providerTaskId);
        if (options.deleteRecords()
                && StartedTask.parse(providerTaskId) instanceof StartedTask.V2 task) {
            v2.delete(task);
        }
    }

    /** V1 cannot stop anything, and V2 only what has not begun. */
    @Override
    public CancelOutcome cancel(String providerTaskId) {
        return StartedTask.parse(providerTaskId) instanceof StartedTask.V2 task
                ? v2.cancel(task)
                : new CancelOutcome.TooLate();
    }

    /** V1 has no list to look at. */
    @Override
    public ReconcileOutcome reconcile(VideoRequest submit) {
        return Models.isV2(submit.wish())
                ? reconciler.reconcile(submit)
                : new ReconcileOutcome.CannotTell();
    }

    @Override
    public Hook.Answer hook(Hook message) {
        return Callback.answer(message);
    }

    @Override
    public Checkup checkup() {
        return checkup.make();
    }

    @Override
    public void close() {
        http.close();
    }
}
