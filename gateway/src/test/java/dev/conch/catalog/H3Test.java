package dev.conch.catalog;

import static dev.conch.catalog.Requests.MAPPER;
import static dev.conch.catalog.Requests.accepted;
import static dev.conch.catalog.Requests.h3;
import static dev.conch.catalog.Requests.refused;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.node.ObjectNode;

import java.util.Collections;
import java.util.List;
import java.util.Map;

/** The contract and the prices of {@code minimax-h3}. */
class H3Test {
    private static final Catalog.Action TEXT = h3("text_to_video");
    private static final Catalog.Action IMAGE = h3("image_to_video");

    private static ObjectNode body(String more) {
        var body = MAPPER.createObjectNode().put("model", "minimax-h3").put("prompt", "A marble.");
        MAPPER.readTree(more.replace('\'', '"'))
                .properties()
                .forEach(field -> body.set(field.getKey(), field.getValue()));
        return body;
    }

    private static String urls(int count) {
        return "[" + String.join(", ", Collections.nCopies(count, "'https://a.example/x'")) + "]";
    }

    @Test
    void a_text_alone_needs_a_shape_and_gets_six_seconds_of_2k() {
        var request = accepted(TEXT, body("{'aspect_ratio': '21:9'}"));

        assertThat(request.service()).isEqualTo("minimax_h3");
        assertThat(request.durationSeconds()).isEqualTo(6);
        assertThat(request.resolution()).isEqualTo(new Resolution("2k", 1440));
        assertThat(request.aspectRatio()).isEqualTo("21:9");
        assertThat(request.references()).isEqualTo(ValidRequest.References.NONE);
        assertThat(request.priceCents()).isEqualTo(78);
        assertThat(refused(TEXT, body("{}")).message())
                .isEqualTo(
                        "aspect_ratio is required when reference_image_urls is absent and"
                                + " reference_video_urls is absent");
        assertThat(refused(TEXT, body("{'aspect_ratio': 'adaptive'}")).message())
                .isEqualTo(
                        "aspect_ratio must be one of: 21:9, 16:9, 4:3, 1:1, 3:4, 9:16 when"
                                + " reference_image_urls is absent and reference_video_urls is"
                                + " absent");
    }

    @Test
    void references_leave_the_shape_open_or_are_followed() {
        var open = accepted(TEXT, body("{'reference_image_urls': " + urls(2) + "}"));
        var adaptive =
                accepted(
                        TEXT,
                        body(
                                "{'aspect_ratio': 'adaptive', 'reference_video_urls': "
                                        + urls(1)
                                        + "}"));

        assertThat(open.aspectRatio()).isNull();
        assertThat(open.references().images())
                .isEqualTo(List.of("https://a.example/x", "https://a.example/x"));
        assertThat(adaptive.aspectRatio()).isEqualTo("adaptive");
        assertThat(adaptive.references().videos()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'duration_seconds': 3} | duration_seconds must be one of: 4, 5, 6, 7, 8, 9, 10,"
                        + " 11, 12, 13, 14, 15",
                "{'output_resolution': '1080p'} | output_resolution must be one of: 768p, 2k",
                "{'aspect_ratio': '2:1'} | aspect_ratio must be one of: 21:9, 16:9, 4:3, 1:1, 3:4,"
                        + " 9:16 when reference_image_urls is absent and reference_video_urls is"
                        + " absent",
                "{'prompt': ' '} | prompt is required",
                "{'reference_image_urls': 'https://a.example/x'} | reference_image_urls must be an"
                        + " array",
                "{'reference_image_urls': [1]} | reference_image_urls must be an array of strings",
                "{'reference_image_urls': ['https://a.example/x', null]} | reference_image_urls"
                        + " must be an array of strings",
                "{'reference_image_urls': ['ftp://a.example/x']} | reference_image_urls must hold"
                        + " https URLs or data URIs of JPEG, PNG or WebP images",
                "{'reference_video_urls': ['data:video/mp4;base64,AAAA']} | reference_video_urls"
                        + " must hold https URLs",
                "{'reference_audio_urls': ['https://a.example/x']} | reference_image_urls or"
                        + " reference_video_urls is required when reference_audio_urls is present"
            })
    void what_breaks_the_contract_is_refused_in_its_words(String more, String complaint) {
        var body = body("{'aspect_ratio': '16:9'}");
        body(more).properties().forEach(field -> body.set(field.getKey(), field.getValue()));

        assertThat(refused(TEXT, body).message()).isEqualTo(complaint);
    }

    @ParameterizedTest
    @CsvSource({"reference_image_urls, 9", "reference_video_urls, 3", "reference_audio_urls, 3"})
    void references_are_counted(String field, int most) {
        var enough = body("{'reference_image_urls': " + urls(1) + "}");
        enough.set(field, body("{'x': " + urls(most) + "}").get("x"));
        var many = enough.deepCopy();
        many.set(field, body("{'x': " + urls(most + 1) + "}").get("x"));

        accepted(TEXT, enough);
        assertThat(refused(TEXT, many).message())
                .isEqualTo(field + " must contain at most " + most + " items");
    }

    @Test
    void a_prompt_has_7000_characters_at_most() {
        accepted(TEXT, body("{'aspect_ratio': '1:1'}").put("prompt", "é".repeat(7000)));
        assertThat(
                        refused(
                                        TEXT,
                                        body("{'aspect_ratio': '1:1'}")
                                                .put("prompt", "é".repeat(7001)))
                                .message())
                .isEqualTo("prompt must be between 1 and 7000 characters");
    }

    @Test
    void an_image_to_video_needs_a_first_or_a_last_frame() {
        assertThat(refused(IMAGE, body("{}")).message())
                .isEqualTo("first_frame_image_url or last_frame_image_url is required");
        var last = accepted(IMAGE, body("{'last_frame_image_url': 'https://a.example/x'}"));
        assertThat(last.firstFrameImageUrl()).isNull();
        assertThat(last.lastFrameImageUrl()).isEqualTo("https://a.example/x");
        assertThat(last.priceCents()).isEqualTo(78);
    }

    @Test
    void a_field_of_the_other_line_is_ignored_with_a_hint() {
        var request =
                accepted(
                        TEXT,
                        body(
                                "{'aspect_ratio': '1:1', 'prompt_optimizer': true, 'ratio': '1:1',"
                                        + " 'first_frame_image_url': 'https://a.example/x'}"));

        assertThat(request.warnings())
                .containsExactly(
                        "prompt_optimizer is not a field of minimax-h3 and was ignored",
                        "ratio is not a field of minimax-h3 and was ignored; did you mean"
                                + " aspect_ratio?",
                        "first_frame_image_url is not a field of minimax-h3 and was ignored;"
                                + " first_frame_image_url is a field of image_to_video");
    }

    @ParameterizedTest
    @CsvSource({
        "4, 768p, 0, 0, 32",
        "15, 768p, 0, 0, 120",
        "4, 2k, 0, 0, 52",
        "15, 2k, 0, 0, 195",
        "6, 2k, 5, 0, 78",
        "6, 2k, 6, 0, 82",
        "6, 768p, 9, 0, 64",
        "6, 768p, 0, 1, 168",
        "6, 2k, 0, 3, 273",
        "6, 2k, 9, 3, 289"
    })
    void a_video_costs_its_seconds_and_its_material(
            int seconds, String size, int images, int videos, int cents) {
        var body =
                body("{'aspect_ratio': '16:9'}")
                        .put("duration_seconds", seconds)
                        .put("output_resolution", size);
        body.set("reference_image_urls", body("{'x': " + urls(images) + "}").get("x"));
        body.set("reference_video_urls", body("{'x': " + urls(videos) + "}").get("x"));

        var request = accepted(TEXT, body);

        assertThat(request.priceCents()).isEqualTo(cents);
        var model = Requests.CATALOG.find(TEXT, "minimax-h3").orElseThrow();
        assertThat(model.priceCents(request.params())).isEqualTo(cents);
    }

    @Test
    void the_price_list_has_a_cell_for_each_length_and_size_and_tells_what_is_added() {
        var schedules =
                Requests.CATALOG.priceSchedules().stream()
                        .filter(one -> one.service().equals("minimax_h3"))
                        .toList();

        assertThat(schedules)
                .extracting(PriceSchedule::action)
                .containsExactly("text_to_video", "image_to_video");
        assertThat(schedules).extracting(PriceSchedule::unitPriceCents).containsExactly(78, 78);
        var text = MAPPER.valueToTree(schedules.getFirst().billingConfig());
        assertThat(text.at("/keys").valueStream().map(key -> key.asString()))
                .containsExactly("duration_seconds", "output_resolution");
        assertThat(text.at("/matrix")).hasSize(12);
        assertThat(text.at("/matrix/15/2k").asInt()).isEqualTo(195);
        assertThat(text.at("/extras"))
                .isEqualTo(
                        MAPPER.valueToTree(
                                List.of(
                                        Map.of(
                                                "field", "reference_image_urls",
                                                "free_items", 5,
                                                "cents_per_item", 4),
                                        Map.of(
                                                "field", "reference_video_urls",
                                                "key", "output_resolution",
                                                "overrides", Map.of("768p", 120, "2k", 195)))));
        assertThat(schedules.getLast().billingConfig()).doesNotContainKey("extras");
    }
}
