package dev.conch.studio.animate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.studio.scene.Interpretation.Approximation;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MoveReaderTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[Push in] | PUSH_IN",
                "the camera slowly pushes in on the cat | PUSH_IN",
                "Dolly closer | PUSH_IN",
                "zooming out | ZOOM_OUT",
                "Pan slowly to the left | PAN_LEFT",
                "the camera pans right | PAN_RIGHT",
                "[Tilt down] | TILT_DOWN",
                "truck left | TRUCK_LEFT",
                "crane up over the roofs | PEDESTAL_UP",
                "orbiting around the statue | ORBIT",
                "[Tracking shot] | TRACKING",
                "handheld | SHAKE",
                "[Static shot] | STATIC",
                "[推进] | PUSH_IN",
                "镜头左摇 | PAN_LEFT",
                "[变焦拉远] | ZOOM_OUT"
            })
    void camera_words_are_found(String prompt, CameraMove move) {
        assertThat(MoveReader.read(prompt).move().steps()).isEqualTo(List.of(List.of(move)));
    }

    @Test
    void commands_in_one_bracket_are_performed_together_and_brackets_in_order() {
        var reading = MoveReader.read("[Pan left, Pedestal up] a cat jumps [Push in]");
        assertThat(reading.move().steps())
                .isEqualTo(
                        List.of(
                                List.of(CameraMove.PAN_LEFT, CameraMove.PEDESTAL_UP),
                                List.of(CameraMove.PUSH_IN)));
    }

    @Test
    void then_begins_the_next_step() {
        var reading = MoveReader.read("Push in, then pan left");
        assertThat(reading.move().steps()).hasSize(2);
    }

    @Test
    void what_the_picture_cannot_do_is_told() {
        var told =
                MoveReader.read("Slowly push in, then pull out, as the cat yawns").interpretation();
        assertThat(told.understood()).containsExactly("push in");
        assertThat(told.approximated()).extracting(Approximation::word).containsExactly("pull out");
        assertThat(told.ignored()).containsExactly("cat", "yawns");
    }

    @Test
    void without_camera_words_there_is_a_push_in_that_is_not_claimed_as_understood() {
        var reading = MoveReader.read("Company expands; a marble rolls");
        assertThat(reading.move()).isEqualTo(Move.DEFAULT);
        assertThat(reading.interpretation().understood()).isEmpty();
        assertThat(reading.interpretation().approximated()).hasSize(1);
        assertThat(reading.interpretation().ignored())
                .containsExactly("company", "expands", "marble", "rolls");
    }
}
