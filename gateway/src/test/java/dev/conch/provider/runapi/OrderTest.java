package dev.conch.provider.runapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.base.Secret;
import dev.conch.catalog.Catalog;
import dev.conch.catalog.Validation;
import dev.conch.provider.Wish;
import dev.conch.provider.Wishes;
import dev.conch.provider.http.UpstreamSettings;
import dev.conch.testing.SettableClock;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What is written to the other gateway, held to this gateway's own contract. */
class OrderTest {
    private static final Catalog CATALOG = Catalog.load();

    @TempDir static Path folder;

    private static Wish.Picture picture() {
        return Wishes.picture(folder, "pixels", "https://example.org/frame.png");
    }

    private static Order order(Wish wish) {
        return Order.of(
                wish,
                new Order.Addresses(
                        url(wish.firstFrame()),
                        url(wish.lastFrame()),
                        wish.options().references().images().stream()
                                .map(image -> String.valueOf(image.url()))
                                .toList()),
                null);
    }

    private static @Nullable String url(Wish.@Nullable Picture picture) {
        return picture == null ? null : picture.url();
    }

    private static JsonNode json(Wish wish) {
        return JsonMapper.shared().readTree(order(wish).json());
    }

    /** Every wish that models.json offers. */
    static Stream<Wish> offered() throws Exception {
        try (var in = RunApiProvider.class.getResourceAsStream("models.json")) {
            var models = JsonMapper.shared().readTree(in).path("models");
            return models
                    .valueStream()
                    .flatMap(
                            model ->
                                    model.path("offers")
                                            .valueStream()
                                            .flatMap(
                                                    offer ->
                                                            wishes(
                                                                    model.path("name").asString(),
                                                                    offer)))
                    .toList()
                    .stream();
        }
    }

    private static Stream<Wish> wishes(String model, JsonNode offer) {
        int side = offer.path("short_side").asInt();
        return offer.path("modes")
                .valueStream()
                .flatMap(
                        mode ->
                                offer.path("seconds")
                                        .valueStream()
                                        .map(
                                                seconds ->
                                                        wish(
                                                                model,
                                                                mode.asString(),
                                                                seconds.asInt(),
                                                                side)));
    }

    private static Wish wish(String model, String mode, int seconds, int side) {
        var wish =
                Wishes.of(
                        model,
                        seconds,
                        side,
                        mode.endsWith("_frame") ? picture() : null,
                        mode.equals("last_frame") ? picture() : null);
        if (mode.equals("references")) {
            return Wishes.with(wish, options(null, List.of(picture())));
        }
        return mode.equals("text") && model.startsWith("minimax")
                ? Wishes.with(wish, options("21:9", List.of()))
                : wish;
    }

    private static Wish.Options options(@Nullable String ratio, List<Wish.Picture> images) {
        return new Wish.Options(
                null, null, false, ratio, new Wish.References(images, List.of(), List.of()));
    }

    @ParameterizedTest
    @MethodSource("offered")
    void every_offer_is_taken_by_this_gateways_own_catalog_and_means_the_same(Wish wish) {
        assertThat(adapter().objection(wish)).isEmpty();
        var path = order(wish).action().split("/");

        assertThat(CATALOG.validate(CATALOG.action(path[0], path[1]).orElseThrow(), json(wish)))
                .isInstanceOfSatisfying(
                        Validation.Accepted.class,
                        accepted -> {
                            var request = accepted.request();
                            assertThat(request.model()).isEqualTo(wish.model());
                            assertThat(request.durationSeconds()).isEqualTo(wish.durationSeconds());
                            assertThat(request.resolution().height()).isEqualTo(wish.shortSide());
                            assertThat(request.aspectRatio())
                                    .isEqualTo(wish.options().aspectRatio());
                            assertThat(request.references().images())
                                    .hasSize(wish.options().references().images().size());
                        });
    }

    @Test
    void every_model_of_the_catalog_is_offered() throws Exception {
        assertThat(offered().map(Wish::model)).containsAll(CATALOG.modelNames());
    }

    private static RunApiProvider adapter() {
        return RunApiProvider.of(
                new UpstreamSettings(
                        "next",
                        URI.create("http://127.0.0.1:9"),
                        new Secret("key"),
                        1,
                        Map.of(),
                        folder),
                new SettableClock());
    }

    @ParameterizedTest
    @MethodSource("offered")
    void the_neighbours_of_every_offer_are_refused_with_the_rule(Wish wish) {
        var neighbours =
                List.of(
                        Wishes.of(
                                wish.model(),
                                3,
                                wish.shortSide(),
                                wish.firstFrame(),
                                wish.lastFrame()),
                        Wishes.of(
                                wish.model(),
                                wish.durationSeconds(),
                                720,
                                wish.firstFrame(),
                                wish.lastFrame()),
                        Wishes.of(
                                wish.model(),
                                wish.durationSeconds(),
                                wish.shortSide(),
                                null,
                                picture()));
        boolean lastAlone = Order.takesLastFrameAlone(wish.model());
        assertThat(lastAlone ? neighbours.subList(0, 2) : neighbours)
                .allSatisfy(
                        neighbour ->
                                assertThat(adapter().objection(neighbour))
                                        .hasValueSatisfying(
                                                text -> assertThat(text).contains(wish.model())));
    }

    @Test
    void a_mark_that_nobody_promised_is_refused() {
        assertThat(adapter().objection(Wishes.marked(Wishes.text("anything", 6, 768)))).isPresent();
    }

    @Test
    void a_model_of_another_line_goes_to_its_own_path_with_all_that_was_asked() {
        var wish =
                Wishes.with(
                        Wishes.text("minimax-h3", 15, 1440),
                        new Wish.Options(
                                null,
                                false,
                                false,
                                "21:9",
                                new Wish.References(List.of(picture()), List.of(), List.of())));

        assertThat(order(wish).action()).isEqualTo("minimax_h3/text_to_video");
        var json = json(wish);
        assertThat(json.path("output_resolution").asString()).isEqualTo("2k");
        assertThat(json.path("aspect_ratio").asString()).isEqualTo("21:9");
        assertThat(json.path("enable_safety_checker").asBoolean(true)).isFalse();
        assertThat(json.path("reference_image_urls")).hasSize(1);
        assertThat(json.has("reference_video_urls")).isFalse();
        assertThat(adapter().objection(wish)).isEmpty();
    }

    @Test
    void what_was_not_asked_for_is_not_sent() {
        assertThat(json(Wishes.text("hailuo-02-text-to-video-pro", 6, 1080)).propertyNames())
                .containsExactly("model", "prompt");
    }

    @Test
    void an_optimizer_that_is_off_is_not_mentioned_to_models_that_have_none() {
        var off = new Wish.Options(false, null, false, null, Wish.References.NONE);
        var without = Wishes.of("hailuo-2.3-image-to-video-pro", 6, 768, picture(), null);
        var with = Wishes.text("hailuo-02-text-to-video-pro", 6, 1080);

        assertThat(json(Wishes.with(without, off)).has("prompt_optimizer")).isFalse();
        assertThat(json(Wishes.with(with, off)).path("prompt_optimizer").asBoolean(true)).isFalse();
    }

    @Test
    void the_same_wish_is_the_same_text() {
        var wish = Wishes.of("hailuo-2.3-image-to-video-pro", 6, 768, picture(), null);
        assertThat(order(wish)).isEqualTo(order(wish));
    }
}
