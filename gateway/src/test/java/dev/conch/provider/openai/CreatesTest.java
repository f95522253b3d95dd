package dev.conch.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.base.Secret;
import dev.conch.base.TaskId;
import dev.conch.provider.VideoRequest;
import dev.conch.provider.Wish;
import dev.conch.provider.Wishes;
import dev.conch.provider.http.Call;
import dev.conch.provider.http.UpstreamSettings;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

class CreatesTest {
    @TempDir Path folder;

    private Call call(String dialect, Wish wish, Map<String, String> more) {
        var all = new HashMap<>(more);
        all.put("dialect", dialect);
        var settings =
                new UpstreamSettings(
                        "own", URI.create("http://127.0.0.1:9"), new Secret(""), 1, all, folder);
        return new Creates(settings, Dialect.of(settings))
                .of(new VideoRequest(TaskId.next(), 1, wish, null));
    }

    private JsonNode json(String dialect, Wish wish, Map<String, String> more) {
        return JsonMapper.shared().readTree(call(dialect, wish, more).body());
    }

    private static String text(Call call) {
        return new String(call.body(), StandardCharsets.UTF_8);
    }

    private Wish.Picture picture(String url) {
        return Wishes.picture(folder, "pixels", url.isEmpty() ? null : url);
    }

    @Test
    void openai_has_seconds_as_text_and_a_size_and_nothing_that_was_not_asked_for() {
        var json = json("openai", Wishes.text("sora-2", 8, 720), Map.of());

        assertThat(json.path("seconds").isString()).isTrue();
        assertThat(json.path("seconds").asString()).isEqualTo("8");
        assertThat(json.path("size").asString()).isEqualTo("1280x720");
        assertThat(json.propertyNames()).containsExactly("model", "prompt", "seconds", "size");
    }

    @Test
    void openai_takes_the_first_frame_as_an_address_or_as_data() {
        var here = Wishes.of("sora-2", 8, 720, picture(""), null);
        var there = Wishes.of("sora-2", 8, 720, picture("https://example.org/1.png"), null);

        assertThat(json("openai", here, Map.of()).at("/input_reference/image_url").asString())
                .isEqualTo("data:image/png;base64,cGl4ZWxz");
        assertThat(
                        json("openai", there, Map.of("images", "url"))
                                .at("/input_reference/image_url")
                                .asString())
                .isEqualTo("https://example.org/1.png");
        assertThat(
                        json("openai", there, Map.of("images", "data"))
                                .at("/input_reference/image_url")
                                .asString())
                .startsWith("data:");
    }

    @Test
    void a_server_of_the_operators_own_is_sent_to_no_address_of_a_callers_unless_told_so() {
        var there = Wishes.of("sora-2", 8, 720, picture("https://example.org/1.png"), null);

        assertThat(json("openai", there, Map.of()).at("/input_reference/image_url").asString())
                .startsWith("data:");
    }

    @Test
    void openai_can_be_asked_with_a_form() {
        var call =
                call(
                        "openai",
                        Wishes.of("sora-2", 8, 720, picture(""), null),
                        Map.of("create", "multipart"));

        assertThat(call.headers().get("Content-Type")).startsWith("multipart/form-data; boundary=");
        assertThat(text(call))
                .contains("name=\"seconds\"\r\n\r\n8\r\n")
                .contains("name=\"size\"\r\n\r\n1280x720\r\n")
                .contains("name=\"input_reference\"; filename=\"first.png\"")
                .contains("Content-Type: image/png\r\n\r\npixels\r\n")
                .endsWith("--\r\n");
    }

    @Test
    void the_boundary_of_a_form_is_the_one_that_its_header_names_and_not_in_its_content() {
        var call = call("vllm", Wishes.text("wan", 6, 768), Map.of());
        var boundary = call.headers().getOrDefault("Content-Type", "").replaceFirst(".*=", "");
        assertThat(text(call))
                .startsWith("--" + boundary + "\r\n")
                .endsWith("--" + boundary + "--\r\n");
        assertThat(text(call).split("--" + boundary, -1)).hasSize(8);
    }

    @ParameterizedTest
    @CsvSource({"1, 144", "4, 145", "8, 145", "17, 154"})
    void vllm_is_told_pixels_and_frames(int step, int frames) {
        var call =
                call(
                        "vllm",
                        Wishes.text("wan", 6, 768),
                        Map.of("frame_step", String.valueOf(step)));

        assertThat(text(call))
                .contains("name=\"width\"\r\n\r\n1360\r\n")
                .contains("name=\"height\"\r\n\r\n768\r\n")
                .contains("name=\"fps\"\r\n\r\n24\r\n")
                .contains("name=\"num_frames\"\r\n\r\n" + frames + "\r\n")
                .doesNotContain("seed", "seconds", "size");
        assertThat(call.path()).isEqualTo("/v1/videos");
    }

    @Test
    void a_seed_is_sent_only_when_the_operator_wants_one() {
        var wish = Wishes.text("wan", 6, 768);
        assertThat(json("localai", wish, Map.of()).has("seed")).isFalse();
        assertThat(json("localai", wish, Map.of("seed", "7")).path("seed").asInt()).isEqualTo(7);
        assertThat(json("sglang", wish, Map.of("seed", "task")).path("seed").asInt(-1))
                .isNotNegative();
        assertThat(text(call("vllm", wish, Map.of("seed", "7"))))
                .contains("name=\"seed\"\r\n\r\n7\r\n");
    }

    @Test
    void sglang_has_a_body_of_its_own() {
        var json = json("sglang", Wishes.text("MiniMaxAI/MiniMax-H3", 6, 768), Map.of());

        assertThat(json.path("task").asString()).isEqualTo("t2va");
        assertThat(json.path("conditions")).isEmpty();
        assertThat(json.path("target").toString())
                .isEqualTo("{\"short_edge\":768,\"aspect_ratio\":\"16:9\",\"duration_seconds\":6}");
    }

    @Test
    void sglang_pins_frames_to_their_places_in_time() {
        var wish = Wishes.of("h3", 6, 768, picture(""), picture("https://example.org/2.png"));
        var json = json("sglang", wish, Map.of("images", "url"));

        assertThat(json.path("task").asString()).isEqualTo("fl2va");
        assertThat(json.path("conditions").toString())
                .isEqualTo(
                        """
                        [{"type":"image","uri":"data:image/png;base64,cGl4ZWxz","role":"keyframe","frame_index":0},\
                        {"type":"image","uri":"https://example.org/2.png","role":"keyframe","frame_index":-1}]""");
    }

    @Test
    void sglang_takes_references_without_a_place_in_time() {
        var references =
                new Wish.References(
                        List.of(picture("https://example.org/1.png")),
                        List.of("https://example.org/2.mp4"),
                        List.of());
        var wish =
                Wishes.with(
                        Wishes.text("h3", 6, 768),
                        new Wish.Options(null, null, false, "9:16", references));
        var json = json("sglang", wish, Map.of());

        assertThat(json.path("task").asString()).isEqualTo("ref2va");
        assertThat(json.at("/conditions/1/type").asString()).isEqualTo("video");
        assertThat(json.at("/conditions/1").has("frame_index")).isFalse();
        assertThat(json.at("/target/aspect_ratio").asString()).isEqualTo("9:16");
    }

    @Test
    void localai_gets_bare_base64_and_either_of_its_paths() {
        var wish = Wishes.of("wan", 6, 512, picture("https://example.org/1.png"), picture(""));

        var json = json("localai", wish, Map.of());

        assertThat(json.path("start_image").asString()).isEqualTo("cGl4ZWxz");
        assertThat(json.path("end_image").asString()).isEqualTo("cGl4ZWxz");
        assertThat(json.path("response_format").asString()).isEqualTo("url");
        assertThat(json.path("num_frames").asInt()).isEqualTo(144);
        assertThat(call("localai", wish, Map.of()).path()).isEqualTo("/video");
        assertThat(call("localai", wish, Map.of("create_path", "/v1/video/generations")).path())
                .isEqualTo("/v1/video/generations");
    }

    @ParameterizedTest
    @CsvSource({
        "1280, 720, 16:9",
        "720, 1280, 9:16",
        "500, 500, 1:1",
        "640, 480, 4:3",
        "480, 640, 3:4",
        "2100, 900, 21:9",
        "5000, 900, 21:9",
        "1000, 700, 4:3"
    })
    void a_frame_has_the_name_of_the_nearest_shape(int width, int height, String name) {
        var file = picture("").file();
        var frame = new Wish.Picture(file, "image/png", width, height, null);
        assertThat(
                        json("sglang", Wishes.of("h3", 6, 768, frame, null), Map.of())
                                .at("/target/aspect_ratio")
                                .asString())
                .isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({
        "16:9, 8, 1368x768",
        "16:9, 2, 1366x768",
        "9:16, 16, 768x1360",
        "1:1, 16, 768x768",
        "adaptive, 16, 1360x768"
    })
    void a_size_has_the_short_side_the_shape_and_the_models_blocks(
            String shape, int multiple, String size) {
        var wish =
                Wishes.with(
                        Wishes.text("m", 6, 768),
                        new Wish.Options(null, null, false, shape, Wish.References.NONE));
        assertThat(
                        json("openai", wish, Map.of("size_multiple", String.valueOf(multiple)))
                                .path("size")
                                .asString())
                .isEqualTo(size);
    }
}
