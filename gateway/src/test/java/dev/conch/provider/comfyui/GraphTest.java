package dev.conch.provider.comfyui;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

class GraphTest {
    @TempDir Path folder;

    private JsonNode filled(String inputs, Map<String, JsonNode> values) throws Exception {
        var graph = "{\"1\": {\"class_type\": \"A\", \"inputs\": " + inputs + "}}";
        var file = Files.writeString(folder.resolve("graph.json"), graph);
        return Graph.read(file).filled(values).at("/1/inputs");
    }

    private static JsonNode text(String value) {
        return JsonNodeFactory.instance.stringNode(value);
    }

    private static JsonNode number(long value) {
        return JsonNodeFactory.instance.numberNode(value);
    }

    @Test
    void a_place_alone_becomes_the_value_and_one_within_text_becomes_text() throws Exception {
        var inputs =
                filled(
                        """
                        {"a": "{{width}}", "b": "w={{ width }} of {{prompt}}", "c": ["{{width}}", 1], "d": true, "e": null, "f": 0.5}""",
                        Map.of("width", number(1360), "prompt", text("x")));
        assertThat(inputs)
                .hasToString(
                        """
                        {"a":1360,"b":"w=1360 of x","c":[1360,1],"d":true,"e":null,"f":0.5}""");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\", \"class_type\": \"Evil",
                "{{seed}}",
                "$1 \\1 \\\\ \\n",
                "\u0000\u001f",
                "{\"a\": [\"1\", 0]}"
            })
    void a_prompt_is_text_whatever_it_holds(String prompt) throws Exception {
        var inputs =
                filled(
                        "{\"a\": \"{{prompt}}\", \"b\": \"-{{prompt}}-\"}",
                        Map.of("prompt", text(prompt), "seed", number(7)));
        assertThat(inputs.path("a").asString()).isEqualTo(prompt);
        assertThat(inputs.path("b").asString()).isEqualTo("-" + prompt + "-");
        assertThat(inputs.propertyNames()).containsExactly("a", "b");
    }

    @Test
    void the_template_stays_as_it_was() throws Exception {
        var graph = "{\"1\": {\"class_type\": \"A\", \"inputs\": {\"a\": \"{{seed}}\"}}}";
        var template = Graph.read(Files.writeString(folder.resolve("g.json"), graph));
        template.filled(Map.of("seed", number(1)));
        assertThat(template.filled(Map.of("seed", number(2))).at("/1/inputs/a").asInt())
                .isEqualTo(2);
        assertThat(template.uses("seed")).isTrue();
        assertThat(template.uses("prompt")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:8188, true",
        "http://localhost:8188, true",
        "http://[::1]:8188, true",
        "http://10.1.2.3, true",
        "http://172.16.0.9, true",
        "http://172.32.0.9, false",
        "http://192.168.1.5/comfy, true",
        "http://[fd00::5]:8188, true",
        "http://[2001:db8::1], false",
        "http://8.8.8.8, false",
        "http://169.254.169.254, false",
        "http://100.64.0.1, false",
        "http://[::ffff:8.8.8.8], false",
        "http:///x, false"
    })
    void neighbours_are_this_machine_and_private_networks(String base, boolean near) {
        assertThat(Neighbours.objection(URI.create(base)).isEmpty()).isEqualTo(near);
    }

    @Test
    void the_video_is_chosen_before_pictures_and_previews() {
        var outputs =
                JsonMapper.shared()
                        .readTree(
                                """
                                {"1": {"images": [{"filename": "a.png", "type": "output"}], "text": ["x"]},
                                 "2": {"gifs": [{"filename": "preview.mp4", "type": "temp"}]},
                                 "3": {"videos": [{"filename": "b.webm", "type": "output"}]},
                                 "4": {"animated": [true], "images": [{"filename": "c&d.MP4", "subfolder": "x/y", "type": "output"}]}}""");
        assertThat(Outputs.video(outputs).orElseThrow().path())
                .isEqualTo("/view?filename=c%26d.MP4&subfolder=x%2Fy&type=output");
        assertThat(Outputs.video(JsonMapper.shared().readTree("{}"))).isEmpty();
    }
}
