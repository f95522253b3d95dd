package dev.conch.catalog;

import static dev.conch.catalog.Requests.I2V_23_PRO;
import static dev.conch.catalog.Requests.I2V_23_STANDARD;
import static dev.conch.catalog.Requests.I2V_PRO;
import static dev.conch.catalog.Requests.I2V_STANDARD;
import static dev.conch.catalog.Requests.MAPPER;
import static dev.conch.catalog.Requests.T2V_PRO;
import static dev.conch.catalog.Requests.T2V_STANDARD;
import static dev.conch.catalog.Requests.action;
import static dev.conch.catalog.Requests.minimal;
import static dev.conch.catalog.Requests.refused;
import static dev.conch.catalog.Requests.with;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.conch.testing.Complaint;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

class RefusalTest {
    private static final String IMAGE_TEXT =
            "must be an https URL or a data URI of a JPEG, PNG or WebP image";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                T2V_PRO + " | {'prompt': null} | prompt is required",
                T2V_PRO + " | {'prompt': ''} | prompt is required",
                T2V_PRO + " | {'prompt': ' \\n\\t'} | prompt is required",
                T2V_PRO + " | {'prompt': '\\u00a0\\ufeff\\u2003'} | prompt is required",
                T2V_PRO + " | {'prompt': []} | prompt is required",
                T2V_PRO + " | {'prompt': {}} | prompt is required",
                T2V_PRO + " | {'prompt': 0} | prompt must be a string",
                T2V_PRO + " | {'prompt': false} | prompt must be a string",
                T2V_PRO + " | {'prompt': ['x']} | prompt must be a string",
                T2V_PRO + " | {'prompt': {'x': 1}} | prompt must be a string",
                T2V_PRO
                        + " | {'duration_seconds': 6} | duration_seconds is not supported for "
                        + T2V_PRO,
                T2V_PRO
                        + " | {'duration_seconds': 'x'} | duration_seconds is not supported for "
                        + T2V_PRO,
                I2V_PRO
                        + " | {'duration_seconds': 0} | duration_seconds is not supported for "
                        + I2V_PRO,
                I2V_PRO
                        + " | {'output_resolution': '1080p'} | output_resolution is not supported for "
                        + I2V_PRO,
                T2V_STANDARD
                        + " | {'duration_seconds': 7} | duration_seconds must be one of: 6, 10",
                T2V_STANDARD
                        + " | {'duration_seconds': 0} | duration_seconds must be one of: 6, 10",
                T2V_STANDARD
                        + " | {'duration_seconds': 99999999999999999999} | duration_seconds must be one of: 6, 10",
                T2V_STANDARD
                        + " | {'duration_seconds': 1e300} | duration_seconds must be one of: 6, 10",
                T2V_STANDARD + " | {'duration_seconds': 6.5} | duration_seconds must be an integer",
                T2V_STANDARD + " | {'duration_seconds': '6'} | duration_seconds must be an integer",
                T2V_STANDARD
                        + " | {'duration_seconds': false} | duration_seconds must be an integer",
                T2V_STANDARD + " | {'duration_seconds': [6]} | duration_seconds must be an integer",
                I2V_STANDARD
                        + " | {'output_resolution': '1080p'} | output_resolution must be one of: 512p, 768p",
                I2V_STANDARD
                        + " | {'output_resolution': '768P'} | output_resolution must be one of: 512p, 768p",
                I2V_STANDARD + " | {'output_resolution': 768} | output_resolution must be a string",
                I2V_23_STANDARD
                        + " | {'output_resolution': '512p'} | output_resolution must be one of: 768p, 1080p",
                I2V_23_PRO
                        + " | {'output_resolution': '1080p', 'duration_seconds': 10} | 1080p does not support 10-second duration",
                I2V_23_STANDARD
                        + " | {'output_resolution': '1080p', 'duration_seconds': 10.0} | 1080p does not support 10-second duration",
                I2V_23_STANDARD
                        + " | {'output_resolution': '1080p', 'duration_seconds': 7} | duration_seconds must be one of: 6, 10",
                I2V_23_PRO
                        + " | {'last_frame_image_url': 'https://images.example/last.png'} | last_frame_image_url is not supported for "
                        + I2V_23_PRO,
                I2V_23_STANDARD
                        + " | {'prompt_optimizer': true} | prompt_optimizer is not supported for "
                        + I2V_23_STANDARD,
                I2V_23_STANDARD + " | {'prompt_optimizer': 1} | prompt_optimizer must be a boolean",
                T2V_PRO + " | {'prompt_optimizer': 'true'} | prompt_optimizer must be a boolean",
                T2V_PRO
                        + " | {'enable_safety_checker': 0} | enable_safety_checker must be a boolean",
                T2V_PRO + " | {'callback_url': 5} | callback_url must be a string",
                T2V_PRO
                        + " | {'callback_url': 'ftp://x.example'} | callback_url must be an https URL",
                T2V_PRO + " | {'callback_url': 'https://'} | callback_url must be an https URL",
                T2V_PRO
                        + " | {'callback_url': 'https://x.example/a b'} | callback_url must be an https URL",
                I2V_PRO + " | {'first_frame_image_url': null} | first_frame_image_url is required",
                I2V_PRO
                        + " | {'first_frame_image_url': 'first.png'} | first_frame_image_url "
                        + IMAGE_TEXT,
                I2V_PRO
                        + " | {'first_frame_image_url': 'file:///etc/passwd'} | first_frame_image_url "
                        + IMAGE_TEXT,
                I2V_PRO
                        + " | {'first_frame_image_url': 'data:text/html;base64,AAAA'} | first_frame_image_url "
                        + IMAGE_TEXT,
                I2V_PRO
                        + " | {'first_frame_image_url': 'data:image/png;base64,'} | first_frame_image_url "
                        + IMAGE_TEXT,
                I2V_PRO + " | {'last_frame_image_url': 'last'} | last_frame_image_url " + IMAGE_TEXT
            })
    void a_field_that_breaks_the_contract_is_refused_in_these_words(
            String model, String fields, String message) {
        var refused = refused(action(model), with(model, fields.replace('\'', '"')));

        assertThat(refused.message()).isEqualTo(message);
        assertThat(refused.errors()).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("lengths")
    void a_prompt_is_measured_in_code_points(String model, int limit) {
        var body = minimal(model).put("prompt", "🐚".repeat(limit));
        Requests.accepted(model, body);

        body.put("prompt", "🐚".repeat(limit) + "x");
        assertThat(refused(action(model), body).message())
                .isEqualTo("prompt must be at most " + limit + " characters");
    }

    static Stream<Arguments> lengths() {
        return Requests.MODELS.stream()
                .map(model -> arguments(model, model.contains("2.3") ? 5000 : 1500));
    }

    @Test
    void a_callback_url_has_at_most_2048_characters() {
        String longest = "https://x.example/" + "a".repeat(2048 - 18);
        Requests.accepted(T2V_PRO, minimal(T2V_PRO).put("callback_url", longest));

        var refused = refused("text_to_video", minimal(T2V_PRO).put("callback_url", longest + "a"));
        assertThat(refused.message()).isEqualTo("callback_url must be at most 2048 characters");
    }

    @Test
    @Complaint(53)
    void an_unknown_model_is_answered_with_those_of_the_action() {
        String texts = "model must be one of: " + T2V_PRO + ", " + T2V_STANDARD;
        String images =
                "model must be one of: %s, %s, %s, %s"
                        .formatted(I2V_PRO, I2V_STANDARD, I2V_23_PRO, I2V_23_STANDARD);
        for (String wrong : List.of("'sora'", "5", "true", "'HAILUO-02'")) {
            String fields = "{'model': %s}".formatted(wrong).replace('\'', '"');
            assertThat(refused("text_to_video", with(T2V_PRO, fields)).message()).isEqualTo(texts);
            assertThat(refused("image_to_video", with(I2V_PRO, fields)).message())
                    .isEqualTo(images);
        }
        assertThat(refused("image_to_video", minimal(T2V_PRO)).message()).isEqualTo(images);
        assertThat(refused("text_to_video", minimal(I2V_PRO)).message()).isEqualTo(texts);
    }

    @Test
    void an_empty_body_is_told_all_that_is_missing_and_the_model_first() {
        var texts = refused("text_to_video", MAPPER.createObjectNode());
        var images = refused("image_to_video", MAPPER.createObjectNode());

        assertThat(texts.message()).isEqualTo("model is required");
        assertThat(texts.errors())
                .containsExactly(
                        Map.entry("model", List.of("is required")),
                        Map.entry("prompt", List.of("is required")));
        assertThat(images.errors().keySet())
                .containsExactly("model", "first_frame_image_url", "prompt");
    }

    @Test
    @Complaint(53)
    void rules_between_fields_come_before_fields_and_fields_in_alphabetical_order() {
        var refused =
                refused(
                        "image_to_video",
                        with(
                                I2V_23_PRO,
                                """
                                {"prompt": "", "first_frame_image_url": "x", "callback_url": 1,
                                 "output_resolution": "1080p", "duration_seconds": 10,
                                 "prompt_optimizer": true, "last_frame_image_url": "x"}"""));

        assertThat(refused.message())
                .isEqualTo("last_frame_image_url is not supported for " + I2V_23_PRO);
        assertThat(refused.errors())
                .containsExactly(
                        Map.entry(
                                "last_frame_image_url",
                                List.of("is not supported for " + I2V_23_PRO)),
                        Map.entry(
                                "prompt_optimizer", List.of("is not supported for " + I2V_23_PRO)),
                        Map.entry(
                                "duration_seconds",
                                List.of("1080p does not support 10-second duration")),
                        Map.entry("callback_url", List.of("must be a string")),
                        Map.entry("first_frame_image_url", List.of(IMAGE_TEXT)),
                        Map.entry("prompt", List.of("is required")));
    }

    @Test
    void a_body_that_is_not_an_object_is_refused() {
        for (String json : List.of("[]", "null", "5", "\"text\"", "[{}]")) {
            var refused = refused("text_to_video", MAPPER.readTree(json));
            assertThat(refused.message()).isEqualTo("request body must be a JSON object");
            assertThat(refused.errors()).isEmpty();
        }
    }

    @Test
    void asking_for_an_action_that_does_not_exist_is_a_mistake_of_the_caller() {
        assertThatThrownBy(
                        () ->
                                Requests.CATALOG.validate(
                                        new Catalog.Action("paint", "hailuo", "/x", "x"),
                                        MAPPER.createObjectNode()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
