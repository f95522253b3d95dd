package dev.conch.fault;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.conch.provider.CancelOutcome;
import dev.conch.provider.ErrorClass;
import dev.conch.provider.Failure;
import dev.conch.provider.FetchedVideo;
import dev.conch.provider.PollOutcome;
import dev.conch.provider.ReconcileOutcome;
import dev.conch.provider.SubmitOutcome;
import dev.conch.provider.Trouble;
import dev.conch.provider.VideoFacts;
import dev.conch.provider.VideoProvider;
import dev.conch.provider.VideoRequest;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Speaks to {@link UpstreamServer} as a careful adapter would: what was certainly refused is told
 * apart from what may have started, and a file counts when its length is right. Shared between
 * threads.
 */
final class HttpProvider implements VideoProvider {
    static final String NAME = "upstream";
    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration BUSY = Duration.ofMillis(500);
    private static final Duration SETTLED = Duration.ofMillis(UpstreamServer.SETTLED_AFTER_MILLIS);
    private static final int DOWNLOADS = 3;
    private static final int CANCELS = 3;
    private static final VideoFacts FACTS = new VideoFacts(1366, 768, 24, 144, 6.0, "h264");
    private static final JsonMapper JSON = JsonMapper.shared();

    private final URI upstream;
    private final Path folder;
    private final Set<Carelessness> careless;
    private final long began = System.nanoTime();

    /** When the last byte of a submit can have left, by {@link System#nanoTime}. */
    private final Map<String, Long> lastByte = new ConcurrentHashMap<>();

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(PATIENCE)
                    .build();

    /** Mistakes that an adapter can make; the harness must notice each. */
    enum Carelessness {
        /** A submit whose fate is unknown is taken for refused. */
        REPEATS_SUBMITS,
        /** What a download brought is believed to be the file. */
        BELIEVES_DOWNLOADS,
        /** A broken poll is taken for a failed video. */
        GIVES_UP_POLLS
    }

    HttpProvider(URI upstream, Path folder, Set<Carelessness> careless) {
        this.upstream = upstream;
        this.folder = folder;
        this.careless = Set.copyOf(careless);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int concurrency() {
        return 12;
    }

    @Override
    public boolean submitsAreFree() {
        return false;
    }

    @Override
    public SubmitOutcome submit(VideoRequest request) {
        var outcome = trySubmit(request);
        return careless.contains(Carelessness.REPEATS_SUBMITS)
                        && outcome instanceof SubmitOutcome.Unclear
                ? busy(BUSY)
                : outcome;
    }

    private SubmitOutcome trySubmit(VideoRequest request) {
        var body =
                JSON.createObjectNode()
                        .put("task", request.taskId().toString())
                        .put("attempt", request.attempt())
                        .put("prompt", request.wish().prompt());
        lastByte.put(name(request), System.nanoTime() + PATIENCE.toNanos());
        try {
            var answer = send(to("/jobs").POST(BodyPublishers.ofString(body.toString())));
            return switch (answer.statusCode()) {
                case 200 -> new SubmitOutcome.Accepted(text(answer, "/id"));
                case 400 ->
                        new SubmitOutcome.Refused(
                                Trouble.of(
                                        ErrorClass.USER,
                                        new Failure(
                                                "refused",
                                                "The upstream does not take this request")));
                case 429 -> busy(retryAfter(answer));
                default -> new SubmitOutcome.Unclear("HTTP " + answer.statusCode());
            };
        } catch (ConnectException | HttpConnectTimeoutException _) {
            return busy(BUSY); // not a byte has left
        } catch (IOException e) {
            return new SubmitOutcome.Unclear(e.getClass().getSimpleName());
        }
    }

    private static SubmitOutcome busy(Duration retryAfter) {
        return new SubmitOutcome.Refused(Trouble.throttled(retryAfter));
    }

    private static Duration retryAfter(HttpResponse<String> answer) {
        return answer.headers()
                .firstValue("Retry-After")
                .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
                .orElse(BUSY);
    }

    @Override
    public PollOutcome poll(String id) {
        try {
            var answer = send(to("/jobs/" + id).GET());
            return switch (answer.statusCode()) {
                case 200 -> standing(answer);
                case 404 -> new PollOutcome.Lost();
                default -> broken();
            };
        } catch (IOException _) {
            return broken();
        }
    }

    private PollOutcome broken() {
        return careless.contains(Carelessness.GIVES_UP_POLLS)
                ? new PollOutcome.Failed(new Failure("broken", "The upstream does not answer"))
                : new PollOutcome.Running(0, POLL);
    }

    private static PollOutcome standing(HttpResponse<String> answer) throws IOException {
        return switch (text(answer, "/status")) {
            case "running" ->
                    new PollOutcome.Running(json(answer).at("/progress").asDouble(), POLL);
            case "succeeded" -> new PollOutcome.Succeeded();
            case "failed" ->
                    new PollOutcome.Failed(new Failure("upstream_failed", "It went wrong there"));
            case "canceled" -> new PollOutcome.Failed(new Failure("canceled", "It was canceled"));
            default -> throw new IOException("unknown status");
        };
    }

    /**
     * What was sent takes effect soon or never; so an empty list counts when that time is over. For
     * what another process may have sent, it is counted from our start.
     */
    @Override
    public ReconcileOutcome reconcile(VideoRequest submit) {
        try {
            awaitSettled(name(submit));
            var answer = send(to("/jobs?task=" + submit.taskId()).GET());
            if (answer.statusCode() != 200) {
                return new ReconcileOutcome.CannotTell();
            }
            var jobs = json(answer).at("/jobs");
            if (!jobs.isArray()) {
                return new ReconcileOutcome.CannotTell();
            }
            for (var job : jobs) {
                if (job.at("/attempt").asInt() == submit.attempt()) {
                    return new ReconcileOutcome.Found(job.at("/id").asString());
                }
            }
            return new ReconcileOutcome.NotThere();
        } catch (IOException _) {
            return new ReconcileOutcome.CannotTell();
        }
    }

    private void awaitSettled(String submit) throws InterruptedIOException {
        long settled = lastByte.getOrDefault(submit, began) + SETTLED.toNanos();
        LockSupport.parkNanos(settled - System.nanoTime());
        if (Thread.currentThread().isInterrupted() || System.nanoTime() < settled) {
            throw new InterruptedIOException("stopped while a submit may still take effect");
        }
    }

    private static String name(VideoRequest submit) {
        return submit.taskId() + "/" + submit.attempt();
    }

    /** A lost answer is asked for again; if it stopped after all, a poll will say so. */
    @Override
    public CancelOutcome cancel(String id) {
        for (int i = 0; i < CANCELS; i++) {
            try {
                var answer = send(to("/jobs/" + id).DELETE());
                int status = answer.statusCode();
                if (status == 200 && text(answer, "/status").equals("canceled")) {
                    return new CancelOutcome.Canceled();
                } else if (status == 404 || status == 409) {
                    return new CancelOutcome.TooLate();
                }
            } catch (IOException _) {
                // the answer was lost: asked again
            }
        }
        return new CancelOutcome.TooLate();
    }

    @Override
    public FetchedVideo fetch(String id) {
        var failures = new UncheckedIOException(new IOException("the files could not be had"));
        for (int i = 0; i < DOWNLOADS; i++) {
            try {
                var status = json(send(to("/jobs/" + id).GET()));
                Files.createDirectories(folder);
                return new FetchedVideo(
                        download(status, "video", folder.resolve(id + ".mp4")),
                        download(status, "poster", folder.resolve(id + ".jpg")),
                        FACTS,
                        null,
                        null);
            } catch (IOException e) {
                failures.addSuppressed(e);
            }
        }
        throw failures;
    }

    /** A link is good for a few seconds, so every try takes the newest. */
    private Path download(JsonNode status, String file, Path target) throws IOException {
        var request = to(status.at("/" + file).asString()).GET();
        var answer = send(request, BodyHandlers.ofFile(target, CREATE, WRITE, TRUNCATE_EXISTING));
        boolean whole =
                answer.statusCode() == 200
                        && Files.size(target) == status.at("/" + file + "_bytes").asLong();
        if (!whole && !careless.contains(Carelessness.BELIEVES_DOWNLOADS)) {
            throw new IOException("not the file: HTTP " + answer.statusCode());
        }
        return target;
    }

    @Override
    public void forget(String id) {
        try {
            Files.deleteIfExists(folder.resolve(id + ".mp4"));
            Files.deleteIfExists(folder.resolve(id + ".jpg"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(upstream.resolve(path)).timeout(PATIENCE);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        return send(request, BodyHandlers.ofString());
    }

    private <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> body)
            throws IOException {
        try {
            return http.send(request.build(), body);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped while waiting for the upstream");
        }
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        try {
            return JSON.readTree(answer.body());
        } catch (JacksonException e) {
            throw new IOException("not JSON", e);
        }
    }

    private static String text(HttpResponse<String> answer, String pointer) throws IOException {
        return Optional.of(json(answer).at(pointer).asString(""))
                .filter(text -> !text.isEmpty())
                .orElseThrow(() -> new IOException("no " + pointer + " in the answer"));
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
