package dev.conch.provider.fal;

import dev.conch.base.Money;
import dev.conch.provider.CancelOutcome;
import dev.conch.provider.Checkup;
import dev.conch.provider.FetchedVideo;
import dev.conch.provider.Hook;
import dev.conch.provider.PollOutcome;
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

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * One key at fal.ai. Requests go through its queue; a job that failed is {@code COMPLETED} too, and
 * only the address of its result tells. Shared between threads.
 */
public final class FalProvider implements VideoProvider {
    private static final String JWKS = "https://rest.fal.ai/.well-known/jwks.json";
    private static final Cadence CADENCE = new Cadence(Duration.ofSeconds(3));

    /** No request has this name, and to ask for its status starts nothing. */
    private static final String NO_REQUEST = "00000000-0000-0000-0000-000000000000";

    private static final String SOME_ENDPOINT = "fal-ai/minimax";

    /** Nobody waits long for a courtesy. */
    private static final Duration SHORT = Duration.ofSeconds(10);

    /** Images may be part of a request. */
    private static final Duration LONG = Duration.ofMinutes(2);

    private final UpstreamSettings settings;
    private final URI base;
    private final String authorization;
    private final UpstreamHttp http;
    private final Map<String, String> submitHeaders;
    private final FalErrors errors;
    private final FalSignatures signatures;
    private final ResultFetcher results;
    private final UnknownWords unknownWords;
    private final Offers offers = Offers.beside(FalProvider.class);

    private FalProvider(UpstreamSettings settings, Clock clock) {
        this.settings = settings;
        this.base = settings.base();
        this.authorization = "Key " + settings.key().reveal();
        this.http = new UpstreamHttp(base, Map.of());
        this.submitHeaders = FalHeaders.of(settings);
        this.errors = new FalErrors(clock);
        this.signatures =
                new FalSignatures(
                        URI.create(settings.find(FalHeaders.JWKS_URL).orElse(JWKS)), clock);
        this.results = new ResultFetcher(settings);
        this.unknownWords = new UnknownWords(settings.name());
    }

    /**
     * A provider whose settings' base is {@code https://queue.fal.run}, unless a proxy stands
     * before it.
     *
     * @throws IllegalArgumentException if one of the further settings has no such value
     */
    public static FalProvider of(UpstreamSettings settings, Clock clock) {
        return new FalProvider(settings, clock);
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
        return offers.objection(wish).or(() -> FalRequest.objection(wish));
    }

    @Override
    public Optional<Money> listPrice(Wish wish) {
        return offers.price(wish);
    }

    @Override
    public SubmitOutcome submit(VideoRequest request) {
        Call call;
        try {
            call = Call.post(path(request), FalRequest.json(request.wish())).within(LONG);
        } catch (UncheckedIOException e) {
            return new SubmitOutcome.Refused(
                    errors.away("an image could not be read: " + e.getMessage()));
        }
        for (var header : submitHeaders.entrySet()) {
            call = call.with(header.getKey(), header.getValue());
        }
        return switch (http.submit(call.with("Authorization", authorization))) {
            case Reply.NeverSent(var cause) -> new SubmitOutcome.Refused(errors.away(cause));
            case Reply.NoAnswer(var cause) -> new SubmitOutcome.Unclear(cause);
            case Reply.Answer answer when answer.ok() ->
                    accepted(answer, request.wish().upstreamModel());
            case Reply.Answer answer -> errors.refusal(answer);
        };
    }

    private static String path(VideoRequest request) {
        var endpoint = "/" + request.wish().upstreamModel();
        return request.callbackUrl() == null
                ? endpoint
                : endpoint
                        + "?fal_webhook="
                        + URLEncoder.encode(request.callbackUrl(), StandardCharsets.UTF_8);
    }

    private SubmitOutcome accepted(Reply.Answer answer, String endpoint) {
        var ticket = FalTicket.of(answer.json(), endpoint, base);
        return ticket.isPresent()
                ? new SubmitOutcome.Accepted(
                        ticket.get().text(),
                        answer.header("x-fal-request-id").orElse(ticket.get().requestId()))
                : new SubmitOutcome.Unclear("fal.ai answered without a request_id");
    }

    @Override
    public PollOutcome poll(String providerTaskId) {
        var ticket = FalTicket.parse(providerTaskId, base);
        return ticket.isPresent() ? poll(ticket.get()) : new PollOutcome.Lost();
    }

    private PollOutcome poll(FalTicket ticket) {
        return switch (ask("GET", ticket.status())) {
            case Reply.Answer answer when answer.ok() -> standing(ticket, answer.json());
            case Reply.Answer answer when answer.status() == 404 -> new PollOutcome.Lost();
            case Reply.Answer answer -> noAnswer(errors.trouble(answer));
            case Reply.NeverSent(var cause) -> noAnswer(errors.away(cause));
            case Reply.NoAnswer(var cause) -> noAnswer(errors.away(cause));
        };
    }

    private PollOutcome standing(FalTicket ticket, JsonNode status) {
        var word = status.path("status").stringValue("");
        return switch (word) {
            case "" -> noAnswer(errors.away("no status"));
            case "IN_QUEUE", "IN_PROGRESS" -> running();
            case "COMPLETED" -> end(ticket, status);
            default -> {
                unknownWords.saw(word);
                yield running();
            }
        };
    }

    /** Done is not yet well done. */
    private PollOutcome end(FalTicket ticket, JsonNode status) {
        var ofStatus = errors.verdict(status);
        return switch (ask("GET", ticket.response())) {
            case Reply.Answer answer when answer.ok() && video(answer).isPresent() ->
                    new PollOutcome.Succeeded();
            case Reply.Answer answer when FalErrors.stillRunning(answer) -> running();
            case Reply.Answer answer ->
                    errors.verdict(answer)
                            .or(() -> ofStatus)
                            .<PollOutcome>map(PollOutcome.Failed::new)
                            .orElseGet(() -> withoutVerdict(answer));
            case Reply.NeverSent(var cause) -> noAnswer(errors.away(cause));
            case Reply.NoAnswer(var cause) -> noAnswer(errors.away(cause));
        };
    }

    private PollOutcome withoutVerdict(Reply.Answer answer) {
        return answer.status() == 404 ? new PollOutcome.Lost() : noAnswer(errors.trouble(answer));
    }

    private static Optional<String> video(Reply.Answer answer) {
        return answer.json().path("video").path("url").stringValueOpt();
    }

    private static PollOutcome running() {
        return new PollOutcome.Running(0, CADENCE.next());
    }

    private static PollOutcome noAnswer(Trouble trouble) {
        return new PollOutcome.NoAnswer(trouble, CADENCE.afterTrouble(trouble.retryAfter()));
    }

    /** Asks at an address that a ticket has, and shows the key there. */
    private Reply ask(String method, URI address) {
        return http.ask(
                new Call(
                        method,
                        address.toString(),
                        Map.of("Authorization", authorization),
                        new byte[0],
                        SHORT));
    }

    @Override
    public FetchedVideo fetch(String providerTaskId) {
        return results.fetch(fileName(providerTaskId), () -> link(providerTaskId), null);
    }

    private String fileName(String providerTaskId) {
        return FalTicket.parse(providerTaskId, base)
                .map(FalTicket::requestId)
                .orElse(providerTaskId);
    }

    private ResultFetcher.Link link(String providerTaskId) throws IOException {
        var ticket = FalTicket.parse(providerTaskId, base);
        if (ticket.isPresent()
                && ask("GET", ticket.get().response()) instanceof Reply.Answer answer
                && answer.ok()
                && video(answer).isPresent()) {
            return new ResultFetcher.Link(video(answer).get(), Map.of());
        }
        throw new IOException("fal.ai gives no link now");
    }

    @Override
    public void forget(String providerTaskId) {
        FalTicket.parse(providerTaskId, base)
                .ifPresent(ticket -> ask("PUT", ticket.cancel())); // whatever comes of it
        results.forget(fileName(providerTaskId));
    }

    /**
     * What waits in the queue is taken out of it. What runs is only asked to stop, so it is looked
     * at once more.
     */
    @Override
    public CancelOutcome cancel(String providerTaskId) {
        var ticket = FalTicket.parse(providerTaskId, base);
        return ticket.isPresent() && stopped(ticket.get())
                ? new CancelOutcome.Canceled()
                : new CancelOutcome.TooLate();
    }

    private boolean stopped(FalTicket ticket) {
        if (!(ask("PUT", ticket.cancel()) instanceof Reply.Answer answer) || !answer.ok()) {
            return false;
        }
        return answer.json().path("status").stringValue("").equals("OK")
                || poll(ticket) instanceof PollOutcome.Failed;
    }

    @Override
    public Hook.Answer hook(Hook message) {
        return signatures.answer(message);
    }

    @Override
    public Checkup checkup() {
        return switch (ask("GET", FalTicket.plain(NO_REQUEST, SOME_ENDPOINT, base).status())) {
            case Reply.Answer answer when answer.ok() || answer.status() == 404 ->
                    new Checkup(
                            true,
                            "fal.ai answers and takes the key; whether there is a balance"
                                    + " it tells only when work is given to it");
            case Reply.Answer answer -> sick(answer.status());
            case Reply.NeverSent _ ->
                    new Checkup(
                            false,
                            "fal.ai cannot be reached: see the base address and the network");
            case Reply.NoAnswer _ -> new Checkup(false, "fal.ai did not answer: try again later");
        };
    }

    private static Checkup sick(int status) {
        return new Checkup(
                false,
                switch (status) {
                    case 401, 403 ->
                            "fal.ai refuses the key (HTTP %d): see fal.ai/dashboard/keys, and the"
                                            .formatted(status)
                                    + " balance there";
                    case 429 -> "fal.ai takes no more requests now (HTTP 429): wait";
                    default -> "fal.ai answers HTTP %d: see the base address".formatted(status);
                });
    }

    @Override
    public void close() {
        http.close();
        signatures.close();
    }
}
