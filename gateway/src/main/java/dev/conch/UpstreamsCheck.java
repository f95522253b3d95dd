package dev.conch;

import dev.conch.base.Secret;
import dev.conch.base.SecretBox;
import dev.conch.catalog.Catalog;
import dev.conch.cli.CatalogCheck;
import dev.conch.config.Upstreams;
import dev.conch.provider.Providers;
import dev.conch.provider.Route;
import dev.conch.provider.VideoProvider;
import dev.conch.provider.Wish;
import dev.conch.provider.http.Inspector;
import dev.conch.provider.studio.StudioProvider;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Checks an {@code upstreams.toml} and catalog files with the gateway's own adapters, which are
 * made and asked for their objections; they call nobody for that. A key that is not to be had here
 * is replaced by one that opens nothing.
 */
public final class UpstreamsCheck implements CatalogCheck {
    private static final String STUDIO = "studio";
    private static final Secret OPENS_NOTHING = new Secret("checked-without-its-key");
    private static final String IMAGE_TYPE = "image/jpeg";

    /** Who has references has a choice of shapes, and text alone must make it. */
    private static final String RATIO = "16:9";

    private final Map<String, String> environment;
    private final Clock clock;

    /**
     * A check.
     *
     * @param environment where {@code env:NAME} keys may be
     */
    public UpstreamsCheck(Map<String, String> environment, Clock clock) {
        this.environment = Map.copyOf(environment);
        this.clock = clock;
    }

    @Override
    public Finding check(@Nullable Path upstreams, List<Path> catalog) {
        var sold = CatalogFolder.load(catalog);
        try {
            var folder = Files.createTempDirectory("conch-check");
            var picture = Files.write(folder.resolve("frame.jpg"), new byte[1]);
            try {
                return check(upstreams, sold, new Desk(folder, picture));
            } finally {
                Files.delete(picture);
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary file can be written", e);
        }
    }

    /** Where to put what is made for the check. */
    private record Desk(Path folder, Path picture) {}

    private Finding check(@Nullable Path upstreams, Catalog catalog, Desk desk) {
        var notes = new ArrayList<String>();
        var nobodysKeys = new SecretBox(new byte[32]);
        var adapters =
                new Adapters(
                        environment, nobodysKeys, desk.folder(), clock, Inspector::inProcesses);
        var setup =
                upstreams == null
                        ? new Providers.Setup(List.of(), List.of(Route.toAll(STUDIO)))
                        : new UpstreamsFile(
                                        upstreams,
                                        List.of(),
                                        wanted -> make(adapters, wanted, notes))
                                .read();
        try {
            var providers = new Providers(setup);
            notes.addAll(idle(setup, catalog));
            var combinations =
                    catalog.models().stream()
                            .flatMap(model -> offers(catalog.sold(model), desk.picture()).stream())
                            .map(offer -> combination(providers, offer))
                            .toList();
            return new Finding(combinations, notes);
        } finally {
            setup.upstreams().forEach(upstream -> upstream.provider().close());
        }
    }

    private static VideoProvider make(
            Adapters adapters, Upstreams.Provider wanted, List<String> notes) {
        Secret key;
        try {
            key = adapters.key(wanted);
        } catch (IllegalArgumentException e) {
            key = OPENS_NOTHING;
            notes.add(
                    "provider %s was checked without its key: %s"
                            .formatted(wanted.name(), unlocked(wanted, e)));
        }
        return adapters.make(wanted, key);
    }

    private static String unlocked(Upstreams.Provider wanted, IllegalArgumentException cause) {
        return wanted.key().startsWith("sealed:")
                ? "sealed ones are opened by the gateway only"
                : String.valueOf(cause.getMessage());
    }

    /** Routes that nothing of the catalog comes to, and providers that no route names. */
    private static List<String> idle(Providers.Setup setup, Catalog catalog) {
        var notes = new ArrayList<String>();
        var providers = new Providers(setup);
        for (var route : setup.routes()) {
            boolean used =
                    catalog.modelNames().stream()
                            .anyMatch(model -> providers.routeOf(model).equals(Optional.of(route)));
            if (!used) {
                notes.add(
                        "route %s serves no model of the catalog: none has such a name, or an earlier route takes them"
                                .formatted(route.name()));
            }
        }
        for (var upstream : setup.upstreams()) {
            boolean named =
                    setup.routes().stream()
                            .flatMap(route -> route.targets().stream())
                            .anyMatch(target -> target.provider().equals(upstream.name()));
            if (!named) {
                notes.add("no route names provider " + upstream.name());
            }
        }
        return notes;
    }

    /** What is sold, and as what a provider would be asked for it. */
    private record Offer(Catalog.Sold sold, Wish wish) {}

    /**
     * What a model is sold as, and the same with a last frame where that is an option; if it may be
     * modelled on references, that once.
     */
    private static List<Offer> offers(List<Catalog.Sold> all, Path picture) {
        var frame = new Wish.Picture(picture, IMAGE_TYPE, 1280, 720, null);
        var offers = new ArrayList<Offer>();
        for (var sold : all) {
            if (sold.action().equals("text_to_video")) {
                var ratio = sold.references() ? RATIO : null;
                offers.add(offer(sold, null, null, options(ratio, List.of())));
            } else {
                offers.add(offer(sold, frame, null, Wish.Options.NONE));
            }
            if (sold.lastFrame()) {
                offers.add(offer(sold, frame, frame, Wish.Options.NONE));
            }
        }
        all.stream()
                .filter(Catalog.Sold::references)
                .findFirst()
                .ifPresent(
                        sold -> offers.add(offer(sold, null, null, options(null, List.of(frame)))));
        return offers;
    }

    private static Wish.Options options(@Nullable String ratio, List<Wish.Picture> references) {
        return new Wish.Options(
                null, null, false, ratio, new Wish.References(references, List.of(), List.of()));
    }

    private static Offer offer(
            Catalog.Sold sold,
            Wish.@Nullable Picture first,
            Wish.@Nullable Picture last,
            Wish.Options options) {
        return new Offer(
                sold,
                new Wish(
                        sold.model(),
                        sold.model(),
                        "A glass marble rolls across a desk.",
                        sold.durationSeconds(),
                        sold.resolution().height(),
                        first,
                        last,
                        options));
    }

    private static Combination combination(Providers providers, Offer offer) {
        var able = new ArrayList<String>();
        var objections = new ArrayList<Objection>();
        var sold = offer.sold();
        var wish = offer.wish();
        var route = providers.routeOf(wish.model());
        for (var target : route.map(Route::targets).orElse(List.of())) {
            var objection = objection(providers, target, wish);
            objection.ifPresentOrElse(
                    reason -> objections.add(new Objection(target.provider(), reason)),
                    () -> able.add(target.provider()));
        }
        return new Combination(
                sold.model(),
                sold.action(),
                route.map(Route::name).orElse(""),
                sold.durationSeconds(),
                sold.resolution().name(),
                sold.cents(),
                wish.lastFrame() != null,
                wish.mode() == Wish.Mode.REFERENCES,
                able,
                objections);
    }

    /** The studio is in no file. */
    private static Optional<String> objection(Providers providers, Route.Target target, Wish wish) {
        return target.provider().equals(STUDIO)
                ? StudioProvider.objectionTo(wish)
                : providers.objection(target, wish);
    }
}
