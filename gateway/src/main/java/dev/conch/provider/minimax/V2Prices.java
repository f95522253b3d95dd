package dev.conch.provider.minimax;

import dev.conch.base.Money;
import dev.conch.provider.Wish;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What V2 charges, from the {@code usage} of each model in {@code models.json}: seconds made,
 * seconds of video that was put in, and images beyond those that are free. Sound is free.
 */
final class V2Prices {
    /** All videos that a task is modelled on last no longer together. */
    private static final int MOST_INPUT_SECONDS = 15;

    private final Map<String, JsonNode> models;

    private V2Prices(Map<String, JsonNode> models) {
        this.models = models;
    }

    static V2Prices beside(Class<?> adapter) {
        try (var in = adapter.getResourceAsStream("models.json")) {
            if (in == null) {
                throw new IllegalStateException("no models.json beside " + adapter);
            }
            var models = new HashMap<String, JsonNode>();
            for (var model : JsonMapper.shared().readTree(in).path("models")) {
                if (model.has("usage")) {
                    models.put(model.path("name").asString(), model.path("usage"));
                }
            }
            return new V2Prices(Map.copyOf(models));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The dearest that the images and videos of a wish can become. */
    Money material(Wish wish) {
        var prices = models.get(wish.upstreamModel());
        if (prices == null) {
            return Money.ZERO;
        }
        var references = wish.options().references();
        int images =
                references.images().size()
                        + (wish.firstFrame() == null ? 0 : 1)
                        + (wish.lastFrame() == null ? 0 : 1);
        var videos =
                references.videos().isEmpty()
                        ? BigDecimal.ZERO
                        : rate(
                                        prices,
                                        "cents_per_input_second",
                                        Models.resolution(wish.shortSide()))
                                .orElse(BigDecimal.ZERO)
                                .multiply(BigDecimal.valueOf(MOST_INPUT_SECONDS));
        return money(images(prices, images).add(videos));
    }

    /** What a finished task has cost by its own account of itself; empty if that is not whole. */
    Optional<Money> cost(JsonNode task) {
        var prices = models.get(task.path("model").asString(""));
        var usage = task.path("usage");
        if (prices == null || !usage.path("output_seconds").isNumber()) {
            return Optional.empty();
        }
        var resolution = task.path("resolution").asString("").toUpperCase(Locale.ROOT);
        return rate(prices, "cents_per_second", resolution)
                .flatMap(
                        out ->
                                rate(prices, "cents_per_input_second", resolution)
                                        .map(in -> seconds(usage, out, in)))
                .map(cents -> cents.add(images(prices, usage.path("input_image_count").asInt(0))))
                .map(V2Prices::money);
    }

    private static BigDecimal seconds(JsonNode usage, BigDecimal out, BigDecimal in) {
        return out.multiply(usage.path("output_seconds").asDecimal())
                .add(in.multiply(usage.path("input_seconds").asDecimal(BigDecimal.ZERO)));
    }

    private static BigDecimal images(JsonNode prices, int images) {
        int paid = Math.max(0, images - prices.path("free_images").asInt(0));
        return prices.path("cents_per_image").asDecimal().multiply(BigDecimal.valueOf(paid));
    }

    private static Optional<BigDecimal> rate(JsonNode prices, String what, String resolution) {
        var rate = prices.path(what).path(resolution);
        return rate.isNumber() ? Optional.of(rate.asDecimal()) : Optional.empty();
    }

    private static Money money(BigDecimal cents) {
        return new Money(cents.movePointRight(6).longValue());
    }
}
