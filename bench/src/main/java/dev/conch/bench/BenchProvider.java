package dev.conch.bench;

import dev.conch.provider.FetchedVideo;
import dev.conch.provider.PollOutcome;
import dev.conch.provider.SubmitOutcome;
import dev.conch.provider.VideoFacts;
import dev.conch.provider.VideoProvider;
import dev.conch.provider.VideoRequest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes nothing, at once or never. Its ids are those of the tasks, so it knows them after any
 * restart. Shared between threads.
 *
 * <p>Of one that never finishes, standard output tells when as many tasks as it works on have been
 * polled, and how many were submitted in this process. A video's interpretation says when its
 * success was answered, so webhooks do too.
 */
final class BenchProvider implements VideoProvider {
    /** What is true of every video. */
    private static final VideoFacts FACTS = new VideoFacts(1366, 768, 24, 144, 6, "h264");

    private static final Duration BETWEEN_POLLS = Duration.ofSeconds(10);

    private final int concurrency;
    private final boolean finishes;
    private final Path work;
    private final Clock clock;
    private final Map<String, Long> successes = new ConcurrentHashMap<>();
    private final Set<String> polled = ConcurrentHashMap.newKeySet();
    private final AtomicInteger allPolled = new AtomicInteger();
    private final AtomicInteger submits = new AtomicInteger();

    BenchProvider(int concurrency, boolean finishes, Path work, Clock clock) {
        this.concurrency = concurrency;
        this.finishes = finishes;
        this.work = work;
        this.clock = clock;
        try {
            Files.createDirectories(work);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String name() {
        return "bench";
    }

    @Override
    public int concurrency() {
        return concurrency;
    }

    @Override
    public boolean submitsAreFree() {
        return false;
    }

    @Override
    public SubmitOutcome submit(VideoRequest request) {
        submits.incrementAndGet();
        return new SubmitOutcome.Accepted(request.taskId().toString());
    }

    @Override
    public PollOutcome poll(String providerTaskId) {
        if (finishes) {
            successes.put(providerTaskId, micros(clock));
            return new PollOutcome.Succeeded();
        }
        if (polled.add(providerTaskId) && allPolled.incrementAndGet() == concurrency) {
            System.out.println("polled " + concurrency + ", submitted " + submits);
        }
        return new PollOutcome.Running(0, BETWEEN_POLLS);
    }

    static long micros(Clock clock) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    }

    /** Two small files that no other task has. */
    @Override
    public FetchedVideo fetch(String providerTaskId) {
        try {
            return new FetchedVideo(
                    Files.writeString(file(providerTaskId, ".mp4"), "video " + providerTaskId),
                    Files.writeString(file(providerTaskId, ".jpg"), "poster " + providerTaskId),
                    FACTS,
                    "{\"" + Receiver.SUCCESS + "\":" + successes.get(providerTaskId) + "}",
                    null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file(String providerTaskId, String ending) {
        return work.resolve(providerTaskId + ending);
    }

    @Override
    public void forget(String providerTaskId) {
        successes.remove(providerTaskId);
        try {
            Files.deleteIfExists(file(providerTaskId, ".mp4"));
            Files.deleteIfExists(file(providerTaskId, ".jpg"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
