package dev.conch;

import dev.conch.base.Secret;
import dev.conch.base.SecretBox;
import dev.conch.config.Upstreams;
import dev.conch.provider.VideoProvider;
import dev.conch.provider.comfyui.ComfyProvider;
import dev.conch.provider.fal.FalProvider;
import dev.conch.provider.http.Inspector;
import dev.conch.provider.http.UpstreamSettings;
import dev.conch.provider.minimax.MinimaxProvider;
import dev.conch.provider.openai.OpenAiProvider;
import dev.conch.provider.replicate.ReplicateProvider;
import dev.conch.provider.runapi.RunApiProvider;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Makes the adapters that an operator's file names, with their keys. */
final class Adapters {
    /**
     * What a type is where the file does not say otherwise; limits are the providers' published
     * ones where there are any (see docs/providers).
     *
     * @param submitsPerMinute 0 for as many as come
     */
    private record Preset(String url, int tasksInFlight, int submitsPerMinute) {}

    private static final Map<String, Preset> PRESETS =
            Map.of(
                    "minimax", new Preset("https://api.minimax.io", 30, 20),
                    "runapi", new Preset("https://runapi.ai", 50, 60),
                    "fal", new Preset("https://queue.fal.run", 50, 0),
                    "replicate", new Preset("https://api.replicate.com", 50, 600),
                    "openai", new Preset("", 2, 0),
                    "comfyui", new Preset("http://127.0.0.1:8188", 1, 0));

    private static final String FILE = "file:";

    private final Map<String, String> environment;
    private final SecretBox box;
    private final Path work;
    private final Clock clock;
    private final Supplier<Inspector> inspectors;

    /**
     * A maker of adapters.
     *
     * @param environment where {@code env:NAME} keys are
     * @param box what {@code sealed:TEXT} keys were closed with
     * @param work a folder for files that are being copied; each adapter gets one of its own in it
     * @param inspectors makes who looks at what one of them copies
     */
    Adapters(
            Map<String, String> environment,
            SecretBox box,
            Path work,
            Clock clock,
            Supplier<Inspector> inspectors) {
        this.environment = environment;
        this.box = box;
        this.work = work;
        this.clock = clock;
        this.inspectors = inspectors;
    }

    /**
     * An adapter.
     *
     * @throws IllegalArgumentException with what is wrong, fit for the operator
     */
    VideoProvider make(Upstreams.Provider wanted) {
        return make(wanted, key(wanted));
    }

    /** The same with a key that was found elsewhere. */
    VideoProvider make(Upstreams.Provider wanted, Secret key) {
        var preset = preset(wanted);
        var url = wanted.baseUrl().isEmpty() ? preset.url() : wanted.baseUrl();
        if (url.isEmpty()) {
            throw new IllegalArgumentException("base_url is required for type " + wanted.type());
        }
        var settings =
                new UpstreamSettings(
                        wanted.name(),
                        URI.create(url),
                        key,
                        wanted.tasksInFlight() == 0
                                ? preset.tasksInFlight()
                                : wanted.tasksInFlight(),
                        wanted.more(),
                        work.resolve(wanted.name()),
                        inspectors.get());
        return switch (wanted.type()) {
            case "minimax" -> MinimaxProvider.of(settings, clock);
            case "runapi" -> RunApiProvider.of(settings, clock);
            case "fal" -> FalProvider.of(settings, clock);
            case "replicate" -> ReplicateProvider.of(settings, clock);
            case "openai" -> OpenAiProvider.of(settings, clock);
            case "comfyui" -> ComfyProvider.of(settings, clock);
            default -> throw new IllegalArgumentException("no such type: " + wanted.type());
        };
    }

    /** How many may be started there in a minute. */
    static int submitsPerMinute(Upstreams.Provider wanted) {
        return wanted.submitsPerMinute() < 0
                ? preset(wanted).submitsPerMinute()
                : wanted.submitsPerMinute();
    }

    private static Preset preset(Upstreams.Provider wanted) {
        return Optional.ofNullable(PRESETS.get(wanted.type()))
                .orElseThrow(() -> new IllegalArgumentException("no such type: " + wanted.type()));
    }

    /**
     * What the provider lets us in with; empty where the file names none.
     *
     * @throws IllegalArgumentException with why it is not to be had
     */
    Secret key(Upstreams.Provider wanted) {
        var place = wanted.key();
        var rest = place.substring(place.indexOf(':') + 1);
        if (place.isEmpty()) {
            return new Secret("");
        }
        if (place.startsWith("env:")) {
            var value = environment.get(rest);
            if (value == null || value.isBlank()) {
                throw new IllegalArgumentException(
                        "key: the environment variable " + rest + " is not set");
            }
            return new Secret(value.strip());
        }
        if (place.startsWith("sealed:")) {
            try {
                return box.open(rest, context(wanted.name()));
            } catch (IllegalStateException | IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "key: cannot be opened: it was sealed for another name or by another"
                                + " gateway's key",
                        e);
            }
        }
        try {
            return new Secret(Files.readString(Path.of(rest)).strip());
        } catch (IOException e) {
            throw new IllegalArgumentException("key: " + rest + " cannot be read", e);
        }
    }

    /** The file that holds a provider's key; empty where the key is elsewhere. */
    static Optional<Path> keyFile(Upstreams.Provider wanted) {
        var place = wanted.key();
        return place.startsWith(FILE)
                ? Optional.of(Path.of(place.substring(FILE.length())))
                : Optional.empty();
    }

    /** The text of {@code sealed:} for a provider's key. */
    static String seal(SecretBox box, String provider, Secret key) {
        return "sealed:" + box.close(key, context(provider));
    }

    private static String context(String provider) {
        return "upstream:" + provider;
    }
}
