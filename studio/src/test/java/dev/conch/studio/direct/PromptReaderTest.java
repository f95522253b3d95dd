package dev.conch.studio.direct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.conch.studio.scene.CameraPlan.Move;
import dev.conch.studio.scene.Clip;
import dev.conch.studio.scene.Material;
import dev.conch.studio.scene.SceneJson;
import dev.conch.studio.scene.Setting;
import dev.conch.studio.scene.Shape;
import dev.conch.studio.scene.TimeCurve;
import dev.conch.studio.scene.Vec3;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PromptReaderTest {
    static final String GUIDE =
            "A glass marble rolls across a wooden desk, catches the edge, and falls in slow motion."
                    + " Camera follows the marble. Soft window light, shallow depth of field.";

    private static final PromptReader READER = new PromptReader();

    private static Reading read(String prompt) {
        return READER.read(prompt, PromptTable.CLIP, 1);
    }

    @Test
    void the_prompt_of_the_guide_is_understood_word_for_word() {
        var told = read(GUIDE).interpretation();

        assertThat(told.understood())
                .containsExactly(
                        "glass marble",
                        "rolls",
                        "wooden desk",
                        "catches the edge",
                        "falls",
                        "slow motion",
                        "Camera follows",
                        "Soft window light",
                        "shallow depth of field");
        assertThat(told.approximated()).isEmpty();
        assertThat(told.ignored()).isEmpty();
    }

    @Test
    void the_prompt_of_the_guide_becomes_the_reference_shot() {
        var scene = read(GUIDE).scene();

        assertThat(scene.bodies()).hasSize(1);
        var marble = scene.bodies().getFirst();
        assertThat(marble.id()).isEqualTo("marble");
        assertThat(marble.shape()).isEqualTo(new Shape.Sphere(0.0125));
        assertThat(marble.material())
                .isInstanceOfSatisfying(Material.Glass.class, g -> assertThat(g.swirl()).isTrue());
        assertThat(marble.density()).isEqualTo(2500);
        assertThat(marble.friction()).isEqualTo(0.4);
        assertThat(marble.restitution()).isEqualTo(0.52);
        assertThat(marble.position()).isEqualTo(new Vec3(-0.235, 0.0125, 0));
        assertThat(marble.velocity()).isEqualTo(new Vec3(0.24, 0, 0));
        assertThat(marble.spin().z()).isCloseTo(-0.24 / 0.0125, within(1e-9));
        assertThat(scene.setting())
                .isEqualTo(
                        new Setting(
                                Setting.Place.DESK,
                                Setting.SurfaceMaterial.WOOD,
                                Setting.Light.SOFT_WINDOW));
        assertThat(scene.time().keys())
                .containsExactly(
                        new TimeCurve.Key("marble.edge", -0.26, 0.42),
                        new TimeCurve.Key("marble.edge", -0.02, 0.15));
        assertThat(scene.camera().moves()).containsExactly(Move.FOLLOW);
        var lens = scene.camera().lens();
        assertThat(lens.focalMillimeters()).isEqualTo(85);
        assertThat(lens.focalMillimeters() / 1000 / (2 * lens.fNumber()))
                .isCloseTo(0.0068, within(1e-6));
    }

    static Stream<String> blocks() throws IOException {
        try (var in = PromptReaderTest.class.getResourceAsStream("prompts.txt")) {
            var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.stream(text.split("\n\n")).map(b -> b.strip() + "\n\n").toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void a_known_prompt_is_read_as_the_table_says(String block) {
        var prompt = block.lines().findFirst().orElseThrow().substring("prompt: ".length());

        assertThat(PromptTable.told(prompt).lines().map(String::strip))
                .containsExactlyElementsOf(block.lines().map(String::strip).toList());
    }

    @Test
    void the_table_is_long_enough() throws IOException {
        assertThat(blocks().count()).isGreaterThanOrEqualTo(60);
    }

    @ParameterizedTest
    @CsvSource({
        "Truck left, TRUCK_LEFT",
        "Truck right, TRUCK_RIGHT",
        "Pan left, PAN_LEFT",
        "Pan right, PAN_RIGHT",
        "Push in, PUSH_IN",
        "Pull out, PULL_OUT",
        "Pedestal up, PEDESTAL_UP",
        "Pedestal down, PEDESTAL_DOWN",
        "Tilt up, TILT_UP",
        "Tilt down, TILT_DOWN",
        "Zoom in, ZOOM_IN",
        "Zoom out, ZOOM_OUT",
        "Shake, SHAKE",
        "Tracking shot, FOLLOW",
        "Static shot, STATIC"
    })
    void every_bracket_command_is_known(String command, Move move) {
        for (var prompt :
                List.of("[" + command + "] A marble rolls.", "A marble rolls [" + command + "]")) {
            var reading = read(prompt);
            assertThat(reading.scene().camera().moves()).containsExactly(move);
            assertThat(reading.interpretation().understood()).contains("[" + command + "]");
            assertThat(reading.interpretation().ignored()).isEmpty();
        }
    }

    @Test
    void the_order_of_sentences_does_not_matter() {
        var random = new Random(3);
        var sentences = new ArrayList<>(List.of(GUIDE.split("(?<=\\.) ")));
        var expected = read(GUIDE).scene();
        for (var i = 0; i < 20; i++) {
            Collections.shuffle(sentences, random);
            assertThat(read(String.join(" ", sentences)).scene()).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"penguin", "bottle", "Schmetterling", "quokka", "телефон", "umbrella"})
    void an_unknown_thing_is_always_reported(String noun) {
        for (var frame :
                List.of(
                        "A %s",
                        "The %s falls off the table",
                        "A marble rolls past a %s on a desk.",
                        "Two glass %ss roll in slow motion",
                        "no %s, just a cube",
                        "[Pan left] A %s, shallow depth of field")) {
            var prompt = frame.formatted(noun);
            var told = read(prompt).interpretation();
            assertThat(told.ignored()).as(prompt).anyMatch(w -> w.startsWith(noun));
            assertThat(String.join(" ", told.understood())).doesNotContain(noun);
            assertThat(told.approximated()).noneMatch(a -> a.word().contains(noun));
        }
    }

    @Test
    void any_salad_of_words_gives_a_scene_that_can_be_written_and_read() {
        var seed = System.nanoTime();
        System.out.println("word salad seed " + seed);
        var random = new Random(seed);
        var words =
                ("a the two 7 marble marbles ball dice domino dominoes cube glass wooden steel red blue desk"
                                + " table floor rolls falls drops bounces hits topples spins slides off edge"
                                + " onto into and then while as that of in made is no not without camera"
                                + " follows pans left slowly quickly zoom in [ ] [Push in] , . slow motion"
                                + " real time sunset window light macro penguin 🐧 row hundred bowling"
                                + " static handheld shot")
                        .split(" ");
        for (var i = 0; i < 400; i++) {
            var prompt = new StringBuilder();
            for (var k = random.nextInt(40); k >= 0; k--) {
                prompt.append(words[random.nextInt(words.length)]).append(' ');
            }
            var clip = new Clip(64, 64, 24, 24 + random.nextInt(240));
            var scene = READER.read(prompt.toString(), clip, random.nextLong()).scene();
            assertThat(scene.bodies()).hasSizeBetween(1, 12);
            assertThat(SceneJson.read(SceneJson.write(scene)))
                    .as(prompt.toString())
                    .isEqualTo(scene);
        }
    }

    @Test
    void any_characters_are_read_in_bounded_time() {
        var seed = System.nanoTime();
        System.out.println("characters seed " + seed);
        var random = new Random(seed);
        for (var i = 0; i < 60; i++) {
            var prompt = new StringBuilder();
            var span = i % 2 == 0 ? Character.MAX_CODE_POINT : 0x3ff;
            for (var k = 0; k < 5000; k++) {
                prompt.appendCodePoint(random.nextInt(span + 1));
            }
            Assertions.assertTimeout(Duration.ofSeconds(5), () -> read(prompt.toString()));
        }
        for (var piece : List.of("slow ", "the ", "a'", "[", "fall off edge of ", "\u0301", "x")) {
            var prompt = piece.repeat(5000 / piece.length());
            Assertions.assertTimeout(Duration.ofSeconds(5), () -> read(prompt));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\t\u2003", "...", "[]", "[[[", "'''"})
    void nothing_to_read_gives_the_neutral_shot_and_no_claims(String prompt) {
        var reading = read(prompt);

        assertThat(reading.scene().bodies()).hasSize(1);
        assertThat(reading.interpretation().understood()).isEmpty();
        assertThat(reading.interpretation().approximated()).isEmpty();
        assertThat(reading.interpretation().ignored()).isEmpty();
    }

    @Test
    void the_same_seed_gives_the_same_scene_and_another_seed_another() {
        var prompt = "Two dice roll on a desk";

        assertThat(read(prompt)).isEqualTo(new PromptReader().read(prompt, PromptTable.CLIP, 1));
        assertThat(read(prompt).scene().bodies())
                .isNotEqualTo(READER.read(prompt, PromptTable.CLIP, 2).scene().bodies());
    }
}
