package dev.conch.provider.fal;

import static dev.conch.provider.CarrierWishes.picture;
import static dev.conch.provider.CarrierWishes.text;
import static dev.conch.provider.CarrierWishes.withReferences;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.base.Secret;
import dev.conch.provider.CarrierWishes;
import dev.conch.provider.Wish;
import dev.conch.provider.Wish.Options;
import dev.conch.provider.Wish.References;
import dev.conch.provider.http.ErrorTable;
import dev.conch.provider.http.Offers;
import dev.conch.provider.http.UpstreamSettings;
import dev.conch.testing.SettableClock;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** What fal offers: the tables beside the adapter, and the rules that no table holds. */
class FalOffersTest {
    private static final String HAILUO = "fal-ai/minimax/";
    private static final String H3_TEXT = "minimax/h3/text-to-video";
    private static final String H3_REFERENCES = "minimax/h3/reference-to-video";
    private static final List<Integer> SIDES = List.of(480, 512, 720, 768, 1080, 1440, 2160);

    @TempDir Path folder;
    private @Nullable FalProvider fal;

    @BeforeEach
    void start() {
        fal =
                FalProvider.of(
                        new UpstreamSettings(
                                "fal",
                                URI.create("https://queue.fal.run"),
                                new Secret("key"),
                                1,
                                Map.of(),
                                folder),
                        new SettableClock());
    }

    private FalProvider fal() {
        return java.util.Objects.requireNonNull(fal);
    }

    private Optional<String> objection(Wish wish) {
        return fal().objection(wish);
    }

    private Wish wish(String endpoint, String mode, int side, int seconds) {
        var image = picture(folder, 9, null);
        return switch (mode) {
            case "text" -> text(endpoint, side, seconds);
            case "first" -> CarrierWishes.of(endpoint, side, seconds, image, null);
            case "both" -> CarrierWishes.of(endpoint, side, seconds, image, image);
            case "references" -> withReferences(text(endpoint, side, seconds), image);
            default -> throw new IllegalArgumentException(mode);
        };
    }

    private static String join(List<Integer> numbers) {
        return String.join(" ", numbers.stream().map(String::valueOf).toList());
    }

    private static List<Integer> range(String text) {
        int dash = text.indexOf('-');
        return dash < 0
                ? Arrays.stream(text.split(" ")).map(Integer::valueOf).toList()
                : IntStream.rangeClosed(
                                Integer.parseInt(text.substring(0, dash)),
                                Integer.parseInt(text.substring(dash + 1)))
                        .boxed()
                        .toList();
    }

    /** Written out by hand from the reference; cents are of each duration, empty for unknown. */
    @ParameterizedTest
    @CsvSource({
        "fal-ai/minimax/hailuo-02/standard/text-to-video,text,768,6 10,27 45",
        "fal-ai/minimax/hailuo-02/standard/image-to-video,first,512,6 10,10.2 17",
        "fal-ai/minimax/hailuo-02/standard/image-to-video,first,768,6 10,27 45",
        "fal-ai/minimax/hailuo-02/standard/image-to-video,both,768,6 10,27 45",
        "fal-ai/minimax/hailuo-02/pro/text-to-video,text,1080,6,",
        "fal-ai/minimax/hailuo-02/pro/image-to-video,first,1080,6,",
        "fal-ai/minimax/hailuo-02/pro/image-to-video,both,1080,6,",
        "fal-ai/minimax/hailuo-02-fast/image-to-video,first,512,6 10,",
        "fal-ai/minimax/hailuo-2.3/standard/text-to-video,text,768,6 10,28 56",
        "fal-ai/minimax/hailuo-2.3/standard/image-to-video,first,768,6 10,28 56",
        "fal-ai/minimax/hailuo-2.3/pro/text-to-video,text,1080,6,49",
        "fal-ai/minimax/hailuo-2.3/pro/image-to-video,first,1080,6,49",
        "fal-ai/minimax/hailuo-2.3-fast/standard/image-to-video,first,768,6 10,19 32",
        "fal-ai/minimax/hailuo-2.3-fast/pro/image-to-video,first,1080,6,33",
        "fal-ai/minimax/video-01,text,720,6,",
        "fal-ai/minimax/video-01/image-to-video,first,720,6,",
        "minimax/h3/text-to-video,text,768,5-15,",
        "minimax/h3/text-to-video,text,1440,5-15,",
        "minimax/h3/image-to-video,first,768,5-15,",
        "minimax/h3/image-to-video,both,1440,5-15,",
        "minimax/h3/reference-to-video,references,768,5-15,",
        "minimax/h3/reference-to-video,references,1440,5-15,",
        "minimax/h3-max/text-to-video,text,480,5-6,25 30",
        "minimax/h3-max/text-to-video,text,768,5-6,40 48",
        "minimax/h3-max/image-to-video,first,480,14-15,70 75",
        "minimax/h3-max/image-to-video,both,768,14-15,112 120",
        "minimax/h3-max/reference-to-video,references,480,5-15,",
        "minimax/h3-max/reference-to-video,references,768,5-15,"
    })
    void an_offer_is_made_at_its_price(
            String endpoint, String mode, int side, String seconds, @Nullable String cents) {
        var prices = cents == null ? List.<String>of() : List.of(cents.split(" "));
        int at = 0;
        for (int length : range(seconds)) {
            var wish = wish(endpoint, mode, side, length);
            assertThat(objection(wish)).isEmpty();
            var price = fal().listPrice(wish);
            if (prices.isEmpty()) {
                assertThat(price).isEmpty();
            } else {
                assertThat(price.orElseThrow().microCents())
                        .isEqualTo(
                                new java.math.BigDecimal(prices.get(at++))
                                        .movePointRight(6)
                                        .longValueExact());
            }
        }
    }

    /** All that any combination of size and duration makes, so that nothing else is offered. */
    @ParameterizedTest
    @CsvSource({
        "fal-ai/minimax/hailuo-02/standard/text-to-video,text,768: 6 10",
        "fal-ai/minimax/hailuo-02/standard/text-to-video,first,",
        "fal-ai/minimax/hailuo-02/standard/image-to-video,text,",
        "fal-ai/minimax/hailuo-02/standard/image-to-video,first,512: 6 10; 768: 6 10",
        "fal-ai/minimax/hailuo-02/standard/image-to-video,both,768: 6 10",
        "fal-ai/minimax/hailuo-02/pro/text-to-video,text,1080: 6",
        "fal-ai/minimax/hailuo-02/pro/image-to-video,both,1080: 6",
        "fal-ai/minimax/hailuo-02-fast/image-to-video,first,512: 6 10",
        "fal-ai/minimax/hailuo-02-fast/image-to-video,both,",
        "fal-ai/minimax/hailuo-2.3/standard/text-to-video,text,768: 6 10",
        "fal-ai/minimax/hailuo-2.3/standard/image-to-video,both,",
        "fal-ai/minimax/hailuo-2.3/pro/image-to-video,first,1080: 6",
        "fal-ai/minimax/hailuo-2.3-fast/standard/image-to-video,text,",
        "fal-ai/minimax/hailuo-2.3-fast/pro/image-to-video,first,1080: 6",
        "fal-ai/minimax/video-01,text,720: 6",
        "minimax/h3/text-to-video,references,",
        "minimax/h3/image-to-video,text,",
        "minimax/h3/reference-to-video,text,"
    })
    void nothing_else_is_offered(String endpoint, String mode, @Nullable String expected) {
        var made = new java.util.ArrayList<String>();
        for (int side : SIDES) {
            var lengths =
                    IntStream.rangeClosed(1, 20)
                            .boxed()
                            .filter(it -> objection(wish(endpoint, mode, side, it)).isEmpty())
                            .toList();
            if (!lengths.isEmpty()) {
                made.add(side + ": " + join(lengths));
            }
        }
        assertThat(String.join("; ", made)).isEqualTo(expected == null ? "" : expected);
    }

    @Test
    void every_model_of_the_table_is_tried_above() {
        assertThat(Offers.beside(FalProvider.class).models())
                .hasSize(19)
                .allMatch(name -> name.startsWith(HAILUO) || name.startsWith("minimax/h3"));
        assertThat(objection(text("fal-ai/flux/dev", 768, 6)))
                .hasValueSatisfying(why -> assertThat(why).contains("hailuo-02"));
    }

    @Test
    void a_last_frame_needs_a_first_one() {
        var image = picture(folder, 9, null);
        assertThat(
                        objection(
                                CarrierWishes.of(
                                        HAILUO + "hailuo-02/pro/image-to-video",
                                        1080,
                                        6,
                                        null,
                                        image)))
                .hasValueSatisfying(why -> assertThat(why).contains("first frame"));
    }

    @Test
    void an_image_that_is_too_small_or_too_long_is_objected_to() {
        var endpoint = HAILUO + "hailuo-2.3/pro/image-to-video";
        var file = picture(folder, 9, null).file();
        var narrow = new Wish.Picture(file, "image/png", 300, 600, null);
        var flat = new Wish.Picture(file, "image/png", 1100, 400, null);
        var other = new Wish.Picture(file, "image/gif", 640, 360, null);
        for (var image : List.of(narrow, flat, other)) {
            assertThat(objection(CarrierWishes.of(endpoint, 1080, 6, image, null))).isPresent();
        }
    }

    private Optional<String> withOptions(Wish wish, boolean watermark, @Nullable String ratio) {
        return objection(
                CarrierWishes.with(
                        wish,
                        new Options(null, null, watermark, ratio, wish.options().references())));
    }

    @Test
    void a_watermark_cannot_be_had() {
        assertThat(withOptions(text(H3_TEXT, 768, 5), true, null))
                .hasValueSatisfying(why -> assertThat(why).contains("mark"));
    }

    @Test
    void only_h3_without_frames_chooses_its_aspect_ratio() {
        assertThat(withOptions(text(H3_TEXT, 768, 5), false, "9:16")).isEmpty();
        assertThat(withOptions(text(H3_TEXT, 768, 5), false, "adaptive")).isPresent();
        assertThat(withOptions(text(H3_TEXT, 768, 5), false, "2:1")).isPresent();
        assertThat(withOptions(wish(H3_REFERENCES, "references", 768, 5), false, "adaptive"))
                .isEmpty();
        assertThat(withOptions(wish("minimax/h3/image-to-video", "first", 768, 5), false, "16:9"))
                .isPresent();
        assertThat(
                        withOptions(
                                text(HAILUO + "hailuo-2.3/pro/text-to-video", 1080, 6),
                                false,
                                "16:9"))
                .isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "9,3,0,true",
        "9,0,3,true",
        "1,1,1,true",
        "10,0,0,false",
        "1,4,0,false",
        "1,0,4,false",
        "9,3,1,false",
        "0,0,1,false",
        "0,1,1,true"
    })
    void references_are_counted(int images, int videos, int audios, boolean fine) {
        var references =
                new References(
                        Collections.nCopies(images, picture(folder, 9, null)),
                        Collections.nCopies(videos, "https://a.example/v.mp4"),
                        Collections.nCopies(audios, "https://a.example/s.mp3"));
        var wish =
                CarrierWishes.with(
                        text(H3_REFERENCES, 768, 5),
                        new Options(null, null, false, null, references));
        assertThat(objection(wish).isEmpty()).isEqualTo(fine);
    }

    @Test
    void h3_takes_a_number_and_a_resolution() {
        var wish =
                CarrierWishes.with(
                        text(H3_REFERENCES, 1440, 15),
                        new Options(
                                true,
                                false,
                                false,
                                "21:9",
                                new References(
                                        List.of(picture(folder, 9, "https://a.example/i.png")),
                                        List.of("https://a.example/v.mp4"),
                                        List.of("https://a.example/s.mp3"))));
        assertThat(FalRequest.json(wish))
                .isEqualTo(
                        "{\"prompt\":\"A marble rolls off a table\",\"duration\":15,"
                                + "\"resolution\":\"2K\",\"aspect_ratio\":\"21:9\","
                                + "\"reference_image_urls\":[\"https://a.example/i.png\"],"
                                + "\"reference_video_urls\":[\"https://a.example/v.mp4\"],"
                                + "\"reference_audio_urls\":[\"https://a.example/s.mp3\"]}");
    }

    @Test
    void pro_endpoints_get_no_duration_and_the_optimizer_only_when_it_was_mentioned() {
        var pro = text(HAILUO + "hailuo-2.3/pro/text-to-video", 1080, 6);
        assertThat(FalRequest.json(pro)).isEqualTo("{\"prompt\":\"A marble rolls off a table\"}");
        assertThat(
                        FalRequest.json(
                                CarrierWishes.with(
                                        pro,
                                        new Options(false, null, false, null, References.NONE))))
                .isEqualTo(
                        "{\"prompt\":\"A marble rolls off a table\",\"prompt_optimizer\":false}");
    }

    /** One code of each kind, from the reference; the rest are read from the same pages. */
    @ParameterizedTest
    @CsvSource({
        "content_policy_violation,CONTENT",
        "no_media_generated,USER",
        "image_too_small,USER",
        "file_download_error,USER",
        "internal_server_error,SERVER",
        "generation_timeout,SERVER",
        "downstream_service_error,SERVER",
        "runner_scheduling_failure,SERVER",
        "client_cancelled,SERVER",
        "http-401,ACCOUNT",
        "http-403,ACCOUNT",
        "http-422,USER",
        "http-429,THROTTLE"
    })
    void an_error_is_of_its_class(String code, String expected) {
        assertThat(ErrorTable.beside(FalProvider.class, "fal.ai").find(code))
                .hasValueSatisfying(found -> assertThat(found).hasToString(expected));
    }

    @ParameterizedTest
    @CsvSource({"http-500", "http-502", "http-503", "http-504", "http-408", "something_new"})
    void what_is_not_in_the_table_proves_nothing(String code) {
        assertThat(ErrorTable.beside(FalProvider.class, "fal.ai").find(code)).isEmpty();
    }
}
