package dev.conch.provider.http;

import dev.conch.base.Money;
import dev.conch.outbound.Downloader;
import dev.conch.outbound.FetchException;
import dev.conch.outbound.PartialFile;
import dev.conch.provider.FetchedVideo;
import dev.conch.provider.VideoMarks;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Copies finished videos, byte for byte, into a provider's work folder and checks that they are
 * what they should be. Fetches only from public https addresses and from the provider's own server.
 *
 * <p>A copy that broke off is gone on with, by the next try or by the next call. Shared between
 * threads; a result is fetched by one at a time.
 */
public final class ResultFetcher {
    private static final Logger LOG = LoggerFactory.getLogger(ResultFetcher.class);

    private static final Downloader.Limits LIMITS =
            new Downloader.Limits(2L << 30, 3, Duration.ofSeconds(30), Duration.ofMinutes(10));

    /** Each asks for a link of its own; then the task waits before it calls again. */
    private static final int TRIES = 4;

    /** Videos are often a little shorter than was asked: 5.9 s of 6. */
    private static final double SHORTEST = 0.8;

    private static final List<String> ENDINGS = List.of(".part", ".mp4", ".webm", ".jpg");

    private final Path work;
    private final Downloader downloader;
    private final Inspector inspector;

    /** What was begun, by the name of its files. */
    private final Map<String, PartialFile> begun = new ConcurrentHashMap<>();

    /**
     * Where a file is.
     *
     * @param headers that its server wants to see; another server, to which it may redirect, sees
     *     none of them
     */
    public record Link(String url, Map<String, String> headers) {
        /** Hides what lets somebody fetch the file. */
        @Override
        public String toString() {
            return "Link[hidden]";
        }
    }

    /** Asks the provider where a file is; links die, so each try takes a new one. */
    @FunctionalInterface
    public interface LinkSource {
        Link fresh() throws IOException;
    }

    public ResultFetcher(UpstreamSettings settings) {
        this(settings, LIMITS);
    }

    ResultFetcher(UpstreamSettings settings, Downloader.Limits limits) {
        this.work = settings.work();
        this.inspector = settings.inspector();
        this.downloader = new Downloader(settings.base().toString(), limits);
    }

    /**
     * Copies a video, checks it and makes its poster.
     *
     * @param id names the files; any text
     * @param cost what the provider charges, if its answer told
     * @throws UncheckedIOException when it could not be copied whole, or is no video
     */
    public FetchedVideo fetch(String id, LinkSource links, @Nullable Money cost) {
        return fetch(id, links, cost, null);
    }

    /**
     * The same; the video must also be nearly as long as was asked.
     *
     * @param asked how long it should be; longer is welcome. Null if that is not known
     */
    public FetchedVideo fetch(
            String id, LinkSource links, @Nullable Money cost, @Nullable Duration asked) {
        var name = name(id);
        try {
            Files.createDirectories(work);
            var file = begun.computeIfAbsent(name, it -> new PartialFile(file(it, ".part")));
            copy(links, file);
            begun.remove(name);
            return checked(name, file.path(), cost, asked);
        } catch (FetchException e) {
            throw new UncheckedIOException(new IOException(e.publicMessage(), e));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("stopped", e));
        }
    }

    private void copy(LinkSource links, PartialFile file) throws IOException {
        for (int attempt = 1; ; attempt++) {
            var link = links.fresh();
            try {
                downloader.copy(link.url(), link.headers(), file);
                return;
            } catch (FetchException e) {
                if (attempt == TRIES || !mayBeMended(e.reason())) {
                    throw e;
                }
                LOG.atInfo()
                        .addKeyValue("attempt", attempt)
                        .addKeyValue("reason", e.reason())
                        .log("copying a result is gone on with");
            }
        }
    }

    /** Whether another try at once is worth it; a server that said something will say it again. */
    private static boolean mayBeMended(FetchException.Reason reason) {
        return switch (reason) {
            case TIMEOUT, UNREACHABLE -> true;
            case BLOCKED_ADDRESS, BAD_URL, TOO_LARGE, HTTP_STATUS, WRONG_TYPE, TOO_MANY_REDIRECTS ->
                    false;
        };
    }

    private FetchedVideo checked(
            String name, Path copied, @Nullable Money cost, @Nullable Duration asked)
            throws IOException, InterruptedException {
        var found = inspector.inspect(copied, file(name, ".jpg"));
        double seconds = found.facts().durationSeconds();
        if (asked != null && seconds * 1000 < asked.toMillis() * SHORTEST) {
            throw new IOException(
                    "the video lasts %.1f s, and %s were asked".formatted(seconds, asked));
        }
        var video = file(name, isWebm(copied) ? ".webm" : ".mp4");
        Files.move(copied, video, StandardCopyOption.REPLACE_EXISTING);
        var audio = VideoMarks.of(video).map(VideoMarks::audio).orElse(null);
        return new FetchedVideo(video, found.poster(), found.facts().withAudio(audio), null, cost);
    }

    /** Matroska files begin with the sign of EBML. */
    private static boolean isWebm(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return HexFormat.of().formatHex(in.readNBytes(4)).equals("1a45dfa3");
        }
    }

    /** Deletes what {@link #fetch} left. */
    public void forget(String id) {
        var name = name(id);
        begun.remove(name);
        try {
            for (var ending : ENDINGS) {
                Files.deleteIfExists(file(name, ending));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file(String name, String ending) {
        return work.resolve(name + ending);
    }

    /** The ids are the provider's text, of any length and with any characters. */
    private static String name(String id) {
        try {
            var hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(id.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
