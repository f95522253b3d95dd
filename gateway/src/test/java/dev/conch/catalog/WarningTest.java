package dev.conch.catalog;

import static dev.conch.catalog.Requests.I2V_23_PRO;
import static dev.conch.catalog.Requests.I2V_STANDARD;
import static dev.conch.catalog.Requests.T2V_PRO;
import static dev.conch.catalog.Requests.T2V_STANDARD;
import static dev.conch.catalog.Requests.accepted;
import static dev.conch.catalog.Requests.minimal;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WarningTest {
    @ParameterizedTest
    @CsvSource({
        T2V_STANDARD + ", duration, ; did you mean duration_seconds?",
        T2V_STANDARD + ", seconds, ; did you mean duration_seconds?",
        T2V_STANDARD + ", durationSeconds, ; did you mean duration_seconds?",
        T2V_STANDARD + ", duration_second, ; did you mean duration_seconds?",
        T2V_STANDARD + ", promt, ; did you mean prompt?",
        T2V_STANDARD + ", nsfw_checker, ; did you mean enable_safety_checker?",
        T2V_STANDARD + ", webhook_url, ; did you mean callback_url?",
        I2V_STANDARD + ", resolution, ; did you mean output_resolution?",
        I2V_STANDARD + ", image_url, ; did you mean first_frame_image_url?",
        I2V_STANDARD + ", end_image_url, ; did you mean last_frame_image_url?",
        T2V_PRO + ", duration, ; duration_seconds is always 6 there",
        T2V_PRO + ", resolution, ; output_resolution is always 1080p there",
        T2V_PRO + ", output_resolution, ; output_resolution is always 1080p there",
        T2V_PRO + ", first_frame_image_url, ; first_frame_image_url is a field of image_to_video",
        T2V_PRO + ", image_url, ; first_frame_image_url is a field of image_to_video",
        T2V_PRO + ", last_frame_image_url, ; last_frame_image_url is a field of image_to_video",
        T2V_PRO + ", seed, ''",
        I2V_23_PRO + ", aspect_ratio, ''"
    })
    void an_unknown_field_is_named_with_what_was_probably_meant(
            String model, String field, String hint) {
        var request = accepted(model, minimal(model).put(field, "x"));

        assertThat(request.warnings())
                .containsExactly(
                        "%s is not a field of %s and was ignored%s".formatted(field, model, hint));
        assertThat(request.params()).doesNotContainKey(field);
    }

    @Test
    void an_unknown_field_that_says_nothing_is_not_worth_a_warning() {
        assertThat(accepted(T2V_PRO, minimal(T2V_PRO).putNull("seed")).warnings()).isEmpty();
    }

    @Test
    void warnings_stay_short_whatever_a_body_holds() {
        var body = minimal(T2V_PRO);
        for (int i = 0; i < 1000; i++) {
            body.put("🐚".repeat(200) + i, i);
        }

        var warnings = accepted(T2V_PRO, body).warnings();

        assertThat(warnings).hasSize(21).allMatch(warning -> warning.length() < 200);
        assertThat(warnings.getLast())
                .isEqualTo("980 more fields are not fields of " + T2V_PRO + " and were ignored");
        assertThat(warnings.getFirst()).startsWith("🐚".repeat(30) + "… is not");
    }
}
