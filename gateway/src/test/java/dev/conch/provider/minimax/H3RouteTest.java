package dev.conch.provider.minimax;

import static dev.conch.testing.TestGateway.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.testing.Admin;
import dev.conch.testing.Png;
import dev.conch.testing.SettableClock;
import dev.conch.testing.TestGateway;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.Map;

/** {@code minimax-h3} from the caller's create to MiniMax's second API, and back. */
class H3RouteTest {
    private static final String KEY = "sk-api-key-of-a-test";
    private static final Clock NOON = Clock.fixed(SettableClock.NOON, ZoneOffset.UTC);
    private static final String TEXT = "/api/v1/minimax_h3/text_to_video";

    @TempDir private Path folder;
    private final ScriptedMinimax minimax = new ScriptedMinimax(KEY, NOON);
    private TestGateway gateway;

    @BeforeEach
    void start() throws IOException {
        Files.writeString(folder.resolve("key"), KEY);
        var upstreams =
                Files.writeString(
                        folder.resolve("upstreams.toml"),
                        """
                        [provider.minimax]
                        type = "minimax"
                        key = "file:%s"
                        base_url = "%s"

                        [[route]]
                        models = ["minimax-h3"]
                        to = ["minimax"]
                        """
                                .formatted(folder.resolve("key"), minimax.url()));
        gateway =
                TestGateway.with(folder, 10_000, Map.of("upstreams.file", upstreams.toString()))
                        .start();
    }

    @AfterEach
    void stop() {
        gateway.close();
        minimax.close();
    }

    private JsonNode completed(String path, String body, String usage) {
        var created = json(gateway.post(path, body));
        return gateway.await(
                created.at("/id").asString(),
                task -> {
                    if (minimax.started() > 0) {
                        minimax.last().usage = JsonMapper.shared().readTree(usage);
                    }
                    minimax.finish();
                    return task.at("/status").asString().equals("completed");
                });
    }

    private JsonNode story(JsonNode task) {
        return json(Admin.operator(gateway).get("tasks/" + task.at("/id").asString()));
    }

    @Test
    void a_text_is_sent_with_its_size_length_and_shape() {
        var task =
                completed(
                        TEXT,
                        """
                        {"model": "minimax-h3", "prompt": "A marble rolls.",
                         "aspect_ratio": "9:16"}""",
                        "{\"output_seconds\": 6}");

        var sent = minimax.sent();
        assertThat(sent.at("/model").asString()).isEqualTo("MiniMax-H3");
        assertThat(sent.at("/resolution").asString()).isEqualTo("2K");
        assertThat(sent.at("/duration").asInt()).isEqualTo(6);
        assertThat(sent.at("/ratio").asString()).isEqualTo("9:16");
        assertThat(sent.at("/content")).hasSize(1);
        assertThat(task.at("/provider").asString()).isEqualTo("minimax");
        assertThat(task.at("/billing/settlement/charged_amount_cents").asInt()).isEqualTo(78);
        assertThat(story(task).at("/attempts/0/cost_micro_cents").asLong()).isEqualTo(78_000_000);
        assertThat(gateway.balance().at("/balance_cents").asInt()).isEqualTo(10_000 - 78);
        assertThat(gateway.balance().at("/held_cents").asInt()).isZero();
    }

    @Test
    void what_the_provider_counted_is_its_cost_and_the_charge_stays_the_price() {
        var image = Png.dataUri(400, 300, 0x336699);

        var task =
                completed(
                        TEXT,
                        """
                        {"model": "minimax-h3", "prompt": "The same marble.",
                         "output_resolution": "768p", "reference_image_urls": ["%s"],
                         "reference_video_urls": ["https://example.com/roll.mp4"],
                         "reference_audio_urls": ["https://example.com/roll.mp3"]}"""
                                .formatted(image),
                        """
                        {"output_seconds": 6, "input_seconds": 3, "input_image_count": 1}""");

        var sent = minimax.sent();
        assertThat(sent.has("ratio")).isFalse();
        assertThat(sent.at("/content").findValuesAsString("role"))
                .containsExactly("reference_image", "reference_video", "reference_audio");
        assertThat(sent.at("/content/1/image_url/url").asString()).isEqualTo(image);
        assertThat(sent.at("/content/2/video_url/url").asString())
                .isEqualTo("https://example.com/roll.mp4");
        assertThat(task.at("/billing/settlement/charged_amount_cents").asInt())
                .isEqualTo(8 * (6 + 15));
        assertThat(story(task).at("/attempts/0/cost_micro_cents").asLong())
                .isEqualTo(8 * (6 + 3) * 1_000_000L);
        assertThat(story(task).at("/attempts/0/upstream_model").asString()).isEqualTo("MiniMax-H3");
    }

    @Test
    void a_first_and_a_last_frame_are_frames_and_have_no_ratio() {
        var task =
                completed(
                        "/api/v1/minimax_h3/image_to_video",
                        """
                        {"model": "minimax-h3", "prompt": "From red to blue.",
                         "first_frame_image_url": "%s", "last_frame_image_url": "%s"}"""
                                .formatted(
                                        Png.dataUri(400, 300, 0xff0000),
                                        Png.dataUri(400, 300, 0x0000ff)),
                        "{\"output_seconds\": 6, \"input_image_count\": 2}");

        assertThat(minimax.sent().at("/content").findValuesAsString("role"))
                .containsExactly("first_frame", "last_frame");
        assertThat(minimax.sent().has("ratio")).isFalse();
        assertThat(task.at("/billing/settlement/charged_amount_cents").asInt()).isEqualTo(78);
    }

    @Test
    void more_than_minimax_takes_is_refused_before_money_is_held() {
        var many = String.join("\", \"", Collections.nCopies(9, Png.dataUri(300, 300, 5)));
        var link = "\"https://example.com/a\"";
        var three = String.join(", ", link, link, link);
        var answer =
                gateway.post(
                        TEXT,
                        """
                        {"model": "minimax-h3", "prompt": "Too much.",
                         "reference_image_urls": ["%s"], "reference_video_urls": [%s],
                         "reference_audio_urls": [%s]}"""
                                .formatted(many, three, three));

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(json(answer).at("/error/message").asString()).contains("12 files in all");
        assertThat(minimax.requests()).isEmpty();
        assertThat(gateway.balance().at("/held_cents").asInt()).isZero();
    }
}
