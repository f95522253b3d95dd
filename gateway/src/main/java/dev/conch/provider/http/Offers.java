package dev.conch.provider.http;

import dev.conch.base.Money;
import dev.conch.provider.Wish;
import dev.conch.provider.Wish.Mode;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a provider's models can do and what that costs, from {@code models.json} beside its adapter:
 *
 * <pre>{@code
 * {"about": ["where this is from"],
 *  "models": [{"name": "MiniMax-Hailuo-02", "prompt_length": 2000,
 *     "images": {"types": ["image/png"], "bytes": 20000000, "short_side": 300, "ratio": [0.4, 2.5]},
 *     "offers": [{"modes": ["text"], "short_side": 768, "seconds": [6, 10], "cents": [28, 56]}]}]}
 * }</pre>
 *
 * An offer has {@code cents} for each of its {@code seconds}, or {@code cents_per_second}, or no
 * price. Modes are those of {@link Mode}.
 */
public final class Offers {
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .build();

    private final List<Model> models;

    private Offers(List<Model> models) {
        this.models = models;
    }

    private record File(List<String> about, List<Model> models) {}

    /** A model. */
    private record Model(
            String name, int promptLength, @Nullable Images images, List<Offer> offers) {}

    /**
     * What its images must be.
     *
     * @param ratio least and greatest width to height
     */
    private record Images(List<String> types, long bytes, int shortSide, List<Double> ratio) {}

    private record Offer(
            List<String> modes,
            int shortSide,
            List<Integer> seconds,
            @Nullable List<BigDecimal> cents,
            @Nullable BigDecimal centsPerSecond) {
        boolean serves(Mode mode) {
            return modes.contains(mode.word());
        }
    }

    public static Offers beside(Class<?> adapter) {
        try (var in = adapter.getResourceAsStream("models.json")) {
            if (in == null) {
                throw new IllegalStateException("no models.json beside " + adapter);
            }
            return new Offers(JSON.readValue(in, File.class).models());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The models' names. */
    public List<String> models() {
        return models.stream().map(Model::name).toList();
    }

    /** Why the provider cannot make this, with the rule; empty if it can. */
    public Optional<String> objection(Wish wish) {
        var model = find(wish.upstreamModel());
        return model.isEmpty()
                ? Optional.of(
                        "%s is not a model of this provider: it has %s"
                                .formatted(wish.upstreamModel(), String.join(", ", models())))
                : offerObjection(model.get(), wish)
                        .or(() -> promptObjection(model.get(), wish))
                        .or(() -> imageObjection(model.get(), wish));
    }

    private Optional<Model> find(String name) {
        return models.stream().filter(model -> model.name().equals(name)).findFirst();
    }

    private static Optional<String> offerObjection(Model model, Wish wish) {
        var ofMode = model.offers().stream().filter(offer -> offer.serves(wish.mode())).toList();
        if (ofMode.isEmpty()) {
            return Optional.of(
                    "%s makes no video from %s"
                            .formatted(model.name(), wish.mode().word().replace('_', ' ')));
        }
        boolean offered = ofMode.stream().anyMatch(offer -> fits(offer, wish));
        return offered
                ? Optional.empty()
                : Optional.of(
                        "%s does not make %d seconds at %dp from %s: it makes %s"
                                .formatted(
                                        model.name(),
                                        wish.durationSeconds(),
                                        wish.shortSide(),
                                        wish.mode().word().replace('_', ' '),
                                        list(ofMode)));
    }

    private static boolean fits(Offer offer, Wish wish) {
        return offer.shortSide() == wish.shortSide()
                && offer.seconds().contains(wish.durationSeconds());
    }

    private static String list(List<Offer> offers) {
        return offers.stream()
                .sorted(Comparator.comparingInt(Offer::shortSide))
                .map(
                        offer ->
                                "%dp for %s s"
                                        .formatted(
                                                offer.shortSide(),
                                                offer.seconds().stream()
                                                        .map(String::valueOf)
                                                        .collect(Collectors.joining(" or "))))
                .collect(Collectors.joining(", "));
    }

    private static Optional<String> promptObjection(Model model, Wish wish) {
        int length = wish.prompt().codePointCount(0, wish.prompt().length());
        return length <= model.promptLength()
                ? Optional.empty()
                : Optional.of(
                        "%s takes prompts of at most %d characters, this one has %d"
                                .formatted(model.name(), model.promptLength(), length));
    }

    private static Optional<String> imageObjection(Model model, Wish wish) {
        var rules = model.images();
        return rules == null
                ? Optional.empty()
                : wish.pictures()
                        .flatMap(image -> imageObjection(model.name(), rules, image).stream())
                        .findFirst();
    }

    private static Optional<String> imageObjection(String model, Images rules, Wish.Picture image) {
        if (!rules.types().contains(image.mediaType())) {
            return Optional.of(
                    "%s takes images of type %s, this one is %s"
                            .formatted(model, String.join(", ", rules.types()), image.mediaType()));
        }
        if (Math.min(image.width(), image.height()) < rules.shortSide()) {
            return Optional.of(
                    "%s takes images whose shorter side has at least %d pixels, this one has %dx%d"
                            .formatted(model, rules.shortSide(), image.width(), image.height()));
        }
        double ratio = (double) image.width() / image.height();
        if (ratio < rules.ratio().getFirst() || ratio > rules.ratio().getLast()) {
            return Optional.of(
                    "%s takes images between %s and %s times as wide as high, this one is %dx%d"
                            .formatted(
                                    model,
                                    rules.ratio().getFirst(),
                                    rules.ratio().getLast(),
                                    image.width(),
                                    image.height()));
        }
        return size(image) <= rules.bytes()
                ? Optional.empty()
                : Optional.of(
                        "%s takes images of at most %d bytes, this one has %d"
                                .formatted(model, rules.bytes(), size(image)));
    }

    private static long size(Wish.Picture image) {
        try {
            return Files.size(image.file());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the provider's list asks for this; empty if it does not say, or does not make it. */
    public Optional<Money> price(Wish wish) {
        return find(wish.upstreamModel()).stream()
                .flatMap(model -> model.offers().stream())
                .filter(offer -> offer.serves(wish.mode()) && fits(offer, wish))
                .findFirst()
                .flatMap(offer -> cents(offer, wish.durationSeconds()))
                .map(Offers::money);
    }

    private static Optional<BigDecimal> cents(Offer offer, int seconds) {
        if (offer.cents() != null) {
            return Optional.of(offer.cents().get(offer.seconds().indexOf(seconds)));
        }
        return Optional.ofNullable(offer.centsPerSecond())
                .map(cents -> cents.multiply(BigDecimal.valueOf(seconds)));
    }

    private static Money money(BigDecimal cents) {
        return new Money(cents.movePointRight(6).longValueExact());
    }
}
