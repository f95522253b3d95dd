package dev.conch.catalog;

import static dev.conch.catalog.Requests.I2V_23_PRO;
import static dev.conch.catalog.Requests.I2V_23_STANDARD;
import static dev.conch.catalog.Requests.I2V_PRO;
import static dev.conch.catalog.Requests.I2V_STANDARD;
import static dev.conch.catalog.Requests.T2V_PRO;
import static dev.conch.catalog.Requests.T2V_STANDARD;
import static dev.conch.catalog.Requests.accepted;
import static dev.conch.catalog.Requests.action;
import static dev.conch.catalog.Requests.minimal;
import static dev.conch.catalog.Requests.with;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

class AcceptanceTest {
    @ParameterizedTest
    @CsvSource({
        T2V_PRO + ", 6, 1080p, 1080, 57",
        T2V_STANDARD + ", 10, 768p, 768, 50",
        I2V_PRO + ", 6, 1080p, 1080, 57",
        I2V_STANDARD + ", 10, 768p, 768, 50",
        I2V_23_PRO + ", 10, 768p, 768, 90",
        I2V_23_STANDARD + ", 10, 768p, 768, 50"
    })
    void who_asks_for_nothing_more_gets_these_defaults(
            String model, int seconds, String resolution, int height, int cents) {
        var request = accepted(model, minimal(model));

        assertThat(request.model()).isEqualTo(model);
        assertThat(request.action()).isEqualTo(action(model));
        assertThat(request.service()).isEqualTo("hailuo");
        assertThat(request.prompt()).isEqualTo("A marble.");
        assertThat(request.durationSeconds()).isEqualTo(seconds);
        assertThat(request.resolution()).isEqualTo(new Resolution(resolution, height));
        assertThat(request.priceCents()).isEqualTo(cents);
        assertThat(request.warnings()).isEmpty();
        assertThat(request.lastFrameImageUrl()).isNull();
        assertThat(request.promptOptimizer()).isNull();
        assertThat(request.enableSafetyChecker()).isNull();
        assertThat(request.callbackUrl()).isNull();
        assertThat(request.firstFrameImageUrl() == null)
                .isEqualTo(action(model).equals("text_to_video"));
    }

    @ParameterizedTest
    @ValueSource(strings = {I2V_23_PRO, I2V_23_STANDARD})
    void at_1080p_the_length_is_6_seconds_unless_asked_otherwise(String model) {
        var request = accepted(model, with(model, "{\"output_resolution\": \"1080p\"}"));

        assertThat(request.durationSeconds()).isEqualTo(6);
        assertThat(request.params()).containsEntry("duration_seconds", 6L);
    }

    static Stream<Arguments> optionalFields() {
        return Requests.MODELS.stream()
                .flatMap(
                        model ->
                                Requests.model(model).fields().values().stream()
                                        .filter(field -> !field.required())
                                        .map(field -> arguments(model, field)));
    }

    @ParameterizedTest
    @MethodSource("optionalFields")
    void an_optional_field_is_taken_when_present_and_null_or_blank_is_absent(
            String model, Field field) {
        var absent = accepted(model, minimal(model));
        Object value = example(field);
        var body = minimal(model);
        body.set(field.name(), Requests.MAPPER.valueToTree(value));
        var present = accepted(model, body);

        assertThat(present.params()).containsEntry(field.name(), value);
        for (String nothing : List.of("null", "\"\"", "\"  \"", "[]", "{}")) {
            String fields = "{\"%s\": %s}".formatted(field.name(), nothing);
            assertThat(accepted(model, with(model, fields))).isEqualTo(absent);
        }
        if (field.preset() == null) {
            assertThat(absent.params()).doesNotContainKey(field.name());
        } else {
            assertThat(absent.params()).containsEntry(field.name(), field.preset());
        }
    }

    private static Object example(Field field) {
        if (!field.choices().isEmpty()) {
            return field.choices().getFirst();
        }
        return switch (field.type()) {
            case BOOLEAN -> false;
            case INTEGER -> 6L;
            case STRING -> "https://hooks.example/done";
            case ARRAY -> List.of("https://images.example/a.png");
        };
    }

    @Test
    void everything_asked_for_arrives() {
        var request =
                accepted(
                        I2V_STANDARD,
                        with(
                                I2V_STANDARD,
                                """
                                {"prompt": " Waves. ", "duration_seconds": 6.0,
                                 "output_resolution": "512p",
                                 "first_frame_image_url": "data:image/webp;base64,UklGRg==",
                                 "last_frame_image_url": "HTTP://images.example/last.jpg?x=1",
                                 "prompt_optimizer": false, "enable_safety_checker": true,
                                 "callback_url": "https://hooks.example/done"}"""));

        assertThat(request)
                .isEqualTo(
                        new ValidRequest(
                                I2V_STANDARD,
                                "image_to_video",
                                "hailuo",
                                " Waves. ",
                                6,
                                new Resolution("512p", 512),
                                "data:image/webp;base64,UklGRg==",
                                "HTTP://images.example/last.jpg?x=1",
                                null,
                                ValidRequest.References.NONE,
                                false,
                                true,
                                "https://hooks.example/done",
                                12,
                                List.of(),
                                Map.of(
                                        "prompt", " Waves. ",
                                        "duration_seconds", 6L,
                                        "output_resolution", "512p",
                                        "first_frame_image_url", "data:image/webp;base64,UklGRg==",
                                        "last_frame_image_url",
                                                "HTTP://images.example/last.jpg?x=1",
                                        "prompt_optimizer", false,
                                        "enable_safety_checker", true,
                                        "callback_url", "https://hooks.example/done")));
        assertThat(List.copyOf(request.params().keySet())).isSorted();
    }

    @Test
    void a_large_data_uri_is_taken_whole() {
        String image = "data:image/png;base64," + "A".repeat(20_000_000);

        var request = accepted(I2V_PRO, minimal(I2V_PRO).put("first_frame_image_url", image));

        assertThat(request.firstFrameImageUrl()).isEqualTo(image);
    }

    @ParameterizedTest
    @MethodSource("optionalFields")
    void asking_again_for_the_params_of_a_request_means_the_same(String model, Field field) {
        var body = minimal(model);
        body.set(field.name(), Requests.MAPPER.valueToTree(example(field)));
        var first = accepted(model, body);

        var again = Requests.MAPPER.createObjectNode().put("model", model);
        first.params()
                .forEach((name, value) -> again.set(name, Requests.MAPPER.valueToTree(value)));

        assertThat(accepted(model, again)).isEqualTo(first);
    }

    @Test
    void the_guides_own_example_is_accepted_for_57_cents() {
        var request =
                accepted(
                        T2V_PRO,
                        Requests.MAPPER.readTree(
                                """
                                {"model": "hailuo-02-text-to-video-pro",
                                 "prompt": "A glass marble rolls across a wooden desk."}"""));

        assertThat(request.priceCents()).isEqualTo(57);
        assertThat(request.durationSeconds()).isEqualTo(6);
        assertThat(request.resolution().height()).isEqualTo(1080);
    }
}
