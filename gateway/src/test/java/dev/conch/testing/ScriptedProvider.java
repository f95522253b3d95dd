package dev.conch.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.conch.base.Money;
import dev.conch.provider.CancelOutcome;
import dev.conch.provider.Failure;
import dev.conch.provider.FetchedVideo;
import dev.conch.provider.PollOutcome;
import dev.conch.provider.ReconcileOutcome;
import dev.conch.provider.SubmitOutcome;
import dev.conch.provider.VideoFacts;
import dev.conch.provider.VideoProvider;
import dev.conch.provider.VideoRequest;
import dev.conch.provider.Wish;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** A provider that does as a test says and keeps a ledger of what it was asked to make. */
public final class ScriptedProvider implements VideoProvider {
    public static final byte[] VIDEO = "not really an MP4, but bytes all the same".getBytes(UTF_8);
    private static final Duration SOON = Duration.ofMillis(1);

    private final Path folder;
    private final List<VideoRequest> submits = new CopyOnWriteArrayList<>();
    private final Map<String, Semaphore> finishing = new ConcurrentHashMap<>();
    private volatile int concurrency = 4;
    private volatile boolean free = true;
    private volatile SubmitOutcome answer = new SubmitOutcome.Accepted("");
    private volatile PollOutcome ending = new PollOutcome.Succeeded();
    private volatile boolean holdsBack;
    private final AtomicInteger brokenDownloads = new AtomicInteger();
    private final AtomicInteger downloadsBroken = new AtomicInteger();
    private volatile CancelOutcome cancelAnswer = new CancelOutcome.TooLate();
    private volatile ReconcileOutcome list = new ReconcileOutcome.CannotTell();
    private final List<String> cancels = new CopyOnWriteArrayList<>();
    private volatile byte[] content = VIDEO;
    private volatile @Nullable Money listPrice;
    private volatile boolean draws;

    public ScriptedProvider(Path folder) {
        this.folder = folder;
    }

    /** Every submit until told otherwise is answered so; an accepted one gets an id of its own. */
    public ScriptedProvider answers(SubmitOutcome outcome) {
        answer = outcome;
        return this;
    }

    public ScriptedProvider endsWith(PollOutcome outcome) {
        ending = outcome;
        return this;
    }

    public ScriptedProvider fails(String message) {
        return endsWith(new PollOutcome.Failed(new Failure("render_failed", message)));
    }

    /** Leaves every task running until {@link #finish}. */
    public ScriptedProvider holdsBack() {
        holdsBack = true;
        return this;
    }

    /** What every finished task consists of, from now on. */
    public ScriptedProvider makes(byte[] bytes) {
        content = bytes;
        return this;
    }

    /** Breaks so many downloads before one goes well. */
    public ScriptedProvider breaksDownloads(int times) {
        brokenDownloads.set(times);
        return this;
    }

    /** How many downloads it has broken. */
    public int downloadsBroken() {
        return downloadsBroken.get();
    }

    /** What each video costs by its price list; null if that does not say. */
    public ScriptedProvider costs(@Nullable Money each) {
        listPrice = each;
        return this;
    }

    public ScriptedProvider charges() {
        free = false;
        return this;
    }

    /** Can draw a visible mark, if that is wanted. */
    public ScriptedProvider drawsMarks() {
        draws = true;
        return this;
    }

    public ScriptedProvider works(int atOnce) {
        concurrency = atOnce;
        return this;
    }

    /** Lets all that runs, and will run, come to its end. */
    public void finish() {
        holdsBack = false;
    }

    /** Stops whatever it is asked to stop. */
    public ScriptedProvider cancels() {
        cancelAnswer = new CancelOutcome.Canceled();
        return this;
    }

    /** What its own list says of submits whose answer never came. */
    public ScriptedProvider lists(ReconcileOutcome outcome) {
        list = outcome;
        return this;
    }

    /** Makes a task that it never answered for known under this id. */
    public ScriptedProvider knows(String id) {
        finishing.put(id, new Semaphore(0));
        return this;
    }

    /** The tasks that it was asked to stop. */
    public List<String> askedToCancel() {
        return List.copyOf(cancels);
    }

    /** How many tasks it still keeps something of. */
    public int kept() {
        return finishing.size();
    }

    public List<VideoRequest> submits() {
        return List.copyOf(submits);
    }

    @Override
    public String name() {
        return "scripted";
    }

    @Override
    public int concurrency() {
        return concurrency;
    }

    @Override
    public boolean submitsAreFree() {
        return free;
    }

    @Override
    public Optional<Money> listPrice(Wish wish) {
        return Optional.ofNullable(listPrice);
    }

    @Override
    public Optional<String> objection(Wish wish) {
        return draws ? Optional.empty() : VideoProvider.super.objection(wish);
    }

    @Override
    public SubmitOutcome submit(VideoRequest request) {
        submits.add(request);
        if (!(answer instanceof SubmitOutcome.Accepted accepted)) {
            return answer;
        }
        var id = request.taskId() + "-" + request.attempt();
        finishing.put(id, new Semaphore(0));
        return new SubmitOutcome.Accepted(id, accepted.trace());
    }

    @Override
    public PollOutcome poll(String id) {
        if (!finishing.containsKey(id)) {
            return new PollOutcome.Lost();
        }
        return holdsBack ? new PollOutcome.Running(0.5, SOON) : ending;
    }

    @Override
    public FetchedVideo fetch(String id) {
        if (brokenDownloads.getAndDecrement() > 0) {
            downloadsBroken.incrementAndGet();
            throw new UncheckedIOException(new IOException("Connection reset"));
        }
        try {
            Files.createDirectories(folder);
            var video = Files.write(folder.resolve(id + ".mp4"), content);
            var poster = Files.write(folder.resolve(id + ".jpg"), new byte[] {1, 2, 3});
            return new FetchedVideo(
                    video, poster, new VideoFacts(1920, 1080, 24, 144, 6.0, "h264"), null, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public CancelOutcome cancel(String id) {
        cancels.add(id);
        return cancelAnswer;
    }

    @Override
    public ReconcileOutcome reconcile(VideoRequest submit) {
        return list;
    }

    @Override
    public void forget(String id) {
        finishing.remove(id);
    }
}
