package dev.conch;

import dev.conch.config.ConfigException;
import dev.conch.config.Upstreams;
import dev.conch.provider.ModelNames;
import dev.conch.provider.Providers;
import dev.conch.provider.Route;
import dev.conch.provider.Upstream;
import dev.conch.provider.VideoProvider;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The providers and routes that the operator's file names, kept as the file is: it is read again
 * when it changes, and a wrong one changes nothing. Used by one thread at a time, but for {@link
 * #problem}.
 */
final class UpstreamsFile {
    private static final String STUDIO = "studio";

    private final @Nullable Path file;
    private final List<VideoProvider> builtIn;
    private final Function<Upstreams.Provider, VideoProvider> maker;
    private Map<Described, VideoProvider> made = Map.of();
    private List<Path> keyFiles = List.of();
    private final Followed<Providers.Setup> followed;

    /**
     * A file.
     *
     * @param file null for none: then every model goes to the first built-in provider
     * @param builtIn providers of this process, such as the studio
     * @param maker makes an adapter, or throws {@link IllegalArgumentException} with what is wrong
     */
    UpstreamsFile(
            @Nullable Path file,
            List<VideoProvider> builtIn,
            Function<Upstreams.Provider, VideoProvider> maker) {
        this.file = file;
        this.builtIn = List.copyOf(builtIn);
        this.maker = maker;
        this.followed = new Followed<>("providers and routes", this::files, this::load);
    }

    /**
     * What a provider was made from.
     *
     * @param keyFile how its key's file looked; null where the key is elsewhere
     */
    private record Described(Upstreams.Provider provider, @Nullable Stamp keyFile) {
        static Described now(Upstreams.Provider provider) {
            return new Described(provider, Adapters.keyFile(provider).map(Stamp::of).orElse(null));
        }
    }

    /** The file itself, and those of the keys that it named when it was last read. */
    private List<Path> files() {
        return Stream.concat(Optional.ofNullable(file).stream(), keyFiles.stream()).toList();
    }

    /**
     * What is configured now.
     *
     * @throws ConfigException naming what is wrong
     */
    Providers.Setup read() {
        return followed.read();
    }

    /** What is configured, if the file has changed since it was read and is right. */
    Optional<Providers.Setup> readIfChanged() {
        return followed.readIfChanged();
    }

    /** What is wrong with the changed file; empty if nothing is. */
    Optional<String> problem() {
        return followed.problem();
    }

    private Providers.Setup load() {
        return file == null
                ? Providers.Setup.of(builtIn)
                : setup(file, Upstreams.read(file, builtInNames()));
    }

    /** The studio may be named where it is switched off: then it gets nothing. */
    private Set<String> builtInNames() {
        return Stream.concat(Stream.of(STUDIO), builtIn.stream().map(VideoProvider::name))
                .collect(Collectors.toSet());
    }

    /**
     * Providers that are described as before, and whose key's file is as it was, stay the same
     * objects, with all they know.
     */
    private Providers.Setup setup(Path from, Upstreams wanted) {
        keyFiles =
                wanted.providers().stream().flatMap(one -> Adapters.keyFile(one).stream()).toList();
        var problems = new ArrayList<String>();
        var next = new HashMap<Described, VideoProvider>();
        var upstreams = new ArrayList<Upstream>();
        builtIn.forEach(provider -> upstreams.add(new Upstream(provider, 0)));
        var types = new HashMap<String, String>();
        for (var one : wanted.providers()) {
            if (one.type().equals(STUDIO)) {
                problems.add(one.name() + ": the studio is there as \"studio\" without a table");
                continue;
            }
            try {
                var described = Described.now(one);
                var kept = made.get(described);
                var provider = kept == null ? maker.apply(one) : kept;
                next.put(described, provider);
                upstreams.add(new Upstream(provider, Adapters.submitsPerMinute(one)));
                types.put(one.name(), one.type());
            } catch (IllegalArgumentException e) {
                problems.add("%s: [provider.%s]: %s".formatted(from, one.name(), e.getMessage()));
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        made = next;
        return new Providers.Setup(
                upstreams, wanted.routes().stream().map(route -> route(route, types)).toList());
    }

    private static Route route(Upstreams.Route wanted, Map<String, String> types) {
        return new Route(
                wanted.name(),
                wanted.models(),
                Route.Choice.valueOf(wanted.choice().toUpperCase(Locale.ROOT)),
                wanted.targets().stream().map(target -> target(target, types)).toList(),
                Route.WhenFull.valueOf(wanted.whenFull().toUpperCase(Locale.ROOT)),
                wanted.resubmitUnclearMinutes() == 0
                        ? null
                        : Duration.ofMinutes(wanted.resubmitUnclearMinutes()));
    }

    private static Route.Target target(Upstreams.Target wanted, Map<String, String> types) {
        return new Route.Target(
                wanted.provider(),
                wanted.weight(),
                ModelNames.of(types.getOrDefault(wanted.provider(), STUDIO)),
                wanted.model().isEmpty() ? null : wanted.model());
    }
}
