package dev.conch;

import static dev.conch.testing.TestGateway.KEY;
import static dev.conch.testing.TestGateway.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.testing.Png;
import dev.conch.testing.TestGateway;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;

/** MiniMax's clients, whose base URL leads here: the second generation. */
class MinimaxSecondGenerationTest {
    private static final String CREATE = "/v2/video_generation";
    private static final String QUERY = "/v2/query/video_generation";
    private static final String TEXT =
            """
            {"model": "MiniMax-H3", "resolution": "768P", "duration": 4, "ratio": "16:9",
             "content": [{"type": "text", "text": "a marble"}]}""";

    @TempDir Path folder;

    private static String create(TestGateway gateway, String body) {
        var response = gateway.post(CREATE, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return json(response).at("/task_id").asString();
    }

    private static JsonNode query(TestGateway gateway, String id) {
        return json(gateway.get(QUERY + "/" + id)).at("/task");
    }

    private static JsonNode list(TestGateway gateway, String query) {
        return json(gateway.get(QUERY + query));
    }

    @Test
    void a_finished_task_shows_its_link_and_what_was_used() {
        try (var gateway = TestGateway.started(folder)) {
            var id = create(gateway, TEXT);
            gateway.awaitStatus(id, "completed");

            var task = query(gateway, id);
            assertThat(task.at("/status").asString()).isEqualTo("succeeded");
            assertThat(task.at("/content/url").asString()).contains("/files/vid_");
            assertThat(task.at("/usage/output_seconds").asInt()).isEqualTo(4);
            assertThat(task.at("/ratio").asString()).isEqualTo("16:9");
            assertThat(gateway.task(id).at("/billing/settlement/charged_amount_cents").asInt())
                    .isEqualTo(32);
        }
    }

    @Test
    void an_image_without_a_role_is_the_first_frame() {
        try (var gateway = TestGateway.started(folder)) {
            var image =
                    "{\"type\": \"image_url\", \"image_url\": {\"url\": \"%s\"}}"
                            .formatted(Png.dataUri(640, 360, 0x00ff00));
            var id = create(gateway, TEXT.replace("]}", ", " + image + "]}"));
            gateway.awaitStatus(id, "completed");

            assertThat(gateway.task(id).at("/action").asString()).isEqualTo("image_to_video");
            assertThat(gateway.provider.submits().getFirst().wish().firstFrame()).isNotNull();
        }
    }

    @Test
    void the_list_pages_through_all_and_tells_how_many_there_are() {
        try (var gateway = TestGateway.started(folder)) {
            gateway.provider.holdsBack();
            var first = create(gateway, TEXT);
            var second = create(gateway, TEXT);
            var third = create(gateway, TEXT);

            var page = list(gateway, "?page_num=2&page_size=2");
            assertThat(page.at("/total").asInt()).isEqualTo(3);
            assertThat(page.at("/items")).hasSize(1);
            assertThat(page.at("/items/0/id").asString()).isEqualTo(first);
            assertThat(list(gateway, "?filter.status=succeeded").at("/total").asInt()).isZero();
            var named = list(gateway, "?filter.task_ids=" + second + ",tsk_0," + third);
            assertThat(named.at("/total").asInt()).isEqualTo(2);
            assertThat(named.at("/items/1/id").asString()).isEqualTo(third);
        }
    }

    @Test
    void a_delete_cancels_what_waits_deletes_what_has_ended_and_refuses_the_rest() {
        try (var gateway = TestGateway.started(folder)) {
            gateway.provider.works(1).holdsBack();
            var running = create(gateway, TEXT);
            gateway.await(running, task -> task.at("/status").asString().equals("processing"));
            var waiting = create(gateway, TEXT);

            var canceled = gateway.delete(CREATE + "/" + waiting);
            assertThat(json(canceled).at("/status").asString()).isEqualTo("cancelled");
            assertThat(query(gateway, waiting).at("/status").asString()).isEqualTo("cancelled");
            var refused = gateway.delete(CREATE + "/" + running);
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(json(refused).at("/error/message").asString()).contains("running");
            gateway.provider.finish();
            gateway.awaitStatus(running, "completed");
            assertThat(json(gateway.delete(CREATE + "/" + running)).at("/status").asString())
                    .isEqualTo("deleted");
            assertThat(query(gateway, running).has("content")).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"model": "MiniMax-H3"}                                              | 400 | content is required
                    {"model": "MiniMax-H3", "content": []}                               | 400 | exactly one item of type text
                    {"model": "MiniMax-H3", "content": [{"type": "text", "text": "x"}]}  | 400 | ratio
                    {"model": "H9", "content": [{"type": "text", "text": "x"}]}          | 400 | model
                    {"model": "MiniMax-H3", "content": [{"type": "poem"}]}               | 400 | text, image_url, video_url
                    not json                                                             | 400 | not valid JSON
                    """)
    void a_wrong_create_has_a_real_status_and_says_what_would_be_right(
            String body, int status, String complaint) {
        try (var gateway = TestGateway.started(folder)) {
            var response = gateway.post(CREATE, body);

            assertThat(json(response).at("/error/message").asString()).contains(complaint);
            assertThat(json(response).at("/type").asString()).isEqualTo("error");
            assertThat(response.statusCode()).isEqualTo(status);
        }
    }

    @Test
    void a_wrong_key_is_401_and_a_strangers_task_400() {
        try (var gateway = TestGateway.started(folder)) {
            var wrong = gateway.send(gateway.request(QUERY, KEY + "x"));

            assertThat(wrong.statusCode()).isEqualTo(401);
            assertThat(json(wrong).at("/error/type").asString()).isEqualTo("authorized_error");
            assertThat(gateway.get(QUERY + "/tsk_0").statusCode()).isEqualTo(400);
        }
    }
}
