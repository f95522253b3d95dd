package dev.conch.studio.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conch.studio.direct.PromptReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SceneJsonTest {
    private static final String GUIDE =
            "A glass marble rolls across a wooden desk, catches the edge, and falls in slow motion."
                    + " Camera follows the marble. Soft window light, shallow depth of field.";
    private static final Clip CLIP = new Clip(1920, 1080, 24, 144);

    private static Scene scene(String prompt) {
        return new PromptReader().read(prompt, CLIP, 42).scene();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                GUIDE,
                "Two red dice roll on a metal table at night",
                "A brass ball, a wooden cube and a rubber ball. [Shake]",
                "Dominoes fall"
            })
    void what_is_written_is_read_back_exactly(String prompt) {
        var scene = scene(prompt);

        assertThat(SceneJson.read(SceneJson.write(scene))).isEqualTo(scene);
    }

    @Test
    void interpretations_are_read_back_too() {
        var told =
                new PromptReader().read("A penguin rolls a bowling ball", CLIP, 1).interpretation();

        assertThat(SceneJson.readInterpretation(SceneJson.write(told))).isEqualTo(told);
    }

    @Test
    void the_example_in_the_document_is_what_the_reader_makes_of_the_guides_prompt()
            throws IOException {
        var document = Files.readString(docs("scene-format.md"));
        var blocks = document.split("```json\n");

        assertThat(blocks).hasSize(3);
        assertThat(SceneJson.read(blocks[1].split("```")[0])).isEqualTo(scene(GUIDE));
        assertThat(SceneJson.readInterpretation(blocks[2].split("```")[0]))
                .isEqualTo(new PromptReader().read(GUIDE, CLIP, 42).interpretation());
    }

    private static Path docs(String name) {
        for (var at : List.of(Path.of("docs"), Path.of("..", "docs"))) {
            if (Files.exists(at.resolve(name))) {
                return at.resolve(name);
            }
        }
        throw new AssertionError(name + " not found");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"version\" : 1 | \"version\" : 2 | version must be 1",
                "\"density\" : 2500.0, | | bodies[0].density is missing",
                "\"density\" : 2500.0 | \"density\" : \"heavy\" | bodies[0].density must be a number",
                "\"density\" : 2500.0 | \"density\" : 1e400 | bodies[0].density",
                "\"restitution\" : 0.52 | \"restitution\" : 1.5 | bodies[0].restitution must be 0.0 to 1.0",
                "\"type\" : \"sphere\" | \"type\" : \"blob\" | bodies[0].shape.type must be one of [box, sphere]",
                "\"place\" : \"desk\" | \"place\" : \"moon\" | setting.place must be one of [desk, table, floor]",
                "\"subject\" : \"marble\" | \"subject\" : \"cat\" | camera.subject must be the id of a body",
                "\"width\" : 1920 | \"width\" : 1921 | clip: width and height must be even",
                "\"frames\" : 144 | \"frames\" : 144.5 | clip.frames must be an integer",
                "\"seed\" : 42 | \"seed\" : 42, \"mood\" : 1 | mood is unknown",
                "\"seed\" : 42 | \"seed\" : 42, \"seed\" : 43 | not JSON"
            })
    void bad_input_is_refused_by_the_name_of_its_field(String from, String to, String message) {
        var good = SceneJson.write(scene(GUIDE));
        var bad = good.replace(from, to == null ? "" : to);

        assertThat(bad).isNotEqualTo(good);
        assertThatThrownBy(() -> SceneJson.read(bad))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "7", "{}", "{} {}"})
    void what_is_no_scene_is_refused(String json) {
        assertThatThrownBy(() -> SceneJson.read(json)).isInstanceOf(IllegalArgumentException.class);
    }
}
