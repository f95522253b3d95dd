package dev.conch;

import static dev.conch.testing.TestGateway.KEY;
import static dev.conch.testing.TestGateway.MARBLE;
import static dev.conch.testing.TestGateway.TEXT_TO_VIDEO;
import static dev.conch.testing.TestGateway.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.provider.SubmitOutcome;
import dev.conch.testing.FakeUpstream;
import dev.conch.testing.Png;
import dev.conch.testing.ScriptedProvider;
import dev.conch.testing.TestGateway;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** MiniMax's clients, whose base URL leads here: the first generation. */
class MinimaxSurfaceTest {
    private static final String CREATE = "/v1/video_generation";
    private static final String QUERY = "/v1/query/video_generation?task_id=";
    private static final String TEXT =
            "{\"model\": \"MiniMax-Hailuo-2.3\", \"prompt\": \"a glass marble rolls across a desk\"}";

    @TempDir Path folder;

    private static String create(TestGateway gateway, String body) {
        var answer = json(gateway.post(CREATE, body));
        assertThat(answer.at("/base_resp/status_code").asInt()).as("%s", answer).isZero();
        assertThat(answer.at("/task_id").isString()).isTrue();
        return answer.at("/task_id").asString();
    }

    private static JsonNode query(TestGateway gateway, String id) {
        return json(gateway.get(QUERY + id));
    }

    private static JsonNode refused(TestGateway gateway, String body) {
        var response = gateway.post(CREATE, body);
        assertThat(response.statusCode()).isEqualTo(200);
        return json(response).at("/base_resp");
    }

    @Test
    void openclaws_three_lines_suffice_create_query_retrieve_and_download_without_a_key()
            throws IOException, InterruptedException {
        try (var gateway = TestGateway.started(folder)) {
            var id = create(gateway, TEXT);
            gateway.awaitStatus(id, "completed");

            var done = query(gateway, id);
            assertThat(done.at("/status").asString()).isEqualTo("Success");
            assertThat(done.at("/file_id").isString()).isTrue();
            assertThat(done.at("/video_width").asInt()).isPositive();
            var file =
                    json(
                            gateway.get(
                                    "/v1/files/retrieve?file_id="
                                            + done.at("/file_id").asString()));
            assertThat(file.at("/base_resp/status_code").asInt()).isZero();
            assertThat(file.at("/file/purpose").asString()).isEqualTo("video_generation");
            assertThat(file.at("/file/bytes").asInt()).isEqualTo(ScriptedProvider.VIDEO.length);

            var download =
                    HttpClient.newHttpClient()
                            .send(
                                    HttpRequest.newBuilder(
                                                    URI.create(
                                                            file.at("/file/download_url")
                                                                    .asString()))
                                            .build(),
                                    BodyHandlers.ofByteArray());
            assertThat(download.statusCode()).isEqualTo(200);
            assertThat(download.headers().firstValue("Content-Type")).contains("video/mp4");
            assertThat(download.body()).isEqualTo(ScriptedProvider.VIDEO);
        }
    }

    @Test
    void the_content_is_to_be_had_with_the_key_in_one_step_too() {
        try (var gateway = TestGateway.started(folder)) {
            var id = create(gateway, TEXT);
            gateway.awaitStatus(id, "completed");
            var path =
                    "/v1/files/retrieve_content?file_id="
                            + query(gateway, id).at("/file_id").asString();

            assertThat(gateway.get(path).body())
                    .isEqualTo(new String(ScriptedProvider.VIDEO, StandardCharsets.UTF_8));
            assertThat(json(gateway.get("/v1/files/retrieve?file_id=vid_0")).at("/base_resp"))
                    .isEqualTo(
                            JsonMapper.shared()
                                    .readTree(
                                            "{\"status_code\": 2013, \"status_msg\": \"invalid"
                                                    + " file_id\"}"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            textBlock =
                    """
                    MiniMax-Hailuo-2.3       |                            | hailuo-02-text-to-video-standard   | 30
                    MiniMax-Hailuo-2.3       | 'resolution': '1080P'      | hailuo-02-text-to-video-pro        | 57
                    MiniMax-Hailuo-02        | 'duration': 10             | hailuo-02-text-to-video-standard   | 50
                    MiniMax-Hailuo-02        | FRAME, 'resolution':'512P' | hailuo-02-image-to-video-standard  | 12
                    MiniMax-Hailuo-02        | FRAME, 'resolution':'1080P'| hailuo-02-image-to-video-pro       | 57
                    MiniMax-Hailuo-2.3       | FRAME                      | hailuo-2.3-image-to-video-pro      | 45
                    MiniMax-Hailuo-2.3-Fast  | FRAME, 'duration': 10      | hailuo-2.3-image-to-video-standard | 50
                    hailuo-02-text-to-video-pro | 'duration': 6           | hailuo-02-text-to-video-pro        | 57
                    hailuo-02-text-to-video-standard |                    | hailuo-02-text-to-video-standard   | 50
                    """)
    void names_of_minimax_and_of_the_guide_are_sold_at_the_guides_prices(
            String name, String more, String model, int cents) {
        try (var gateway = TestGateway.started(folder)) {
            gateway.provider.holdsBack();
            var id = create(gateway, body(name, more));

            var task = gateway.task(id);
            assertThat(task.at("/model").asString()).isEqualTo(model);
            assertThat(task.at("/billing/reservation/amount_cents").asInt()).isEqualTo(cents);
        }
    }

    private static String body(String model, String more) {
        var fields =
                "'model': '%s', 'prompt': 'a marble'%s"
                        .formatted(model, more == null ? "" : ", " + more);
        var frame = "\"first_frame_image\": \"%s\"".formatted(Png.dataUri(768, 512, 0));
        return "{%s}".formatted(fields.replace("'", "\"").replace("FRAME", frame));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"prompt": "x"}                                                   | model is required
                    {"model": "sora", "prompt": "x"}                                  | model must be one of MiniMax-Hailuo-2.3,
                    {"model": "MiniMax-Hailuo-02", "prompt": "x", "duration": 10, "resolution": "1080P"} | duration and resolution must be one of 6 at 1080P
                    {"model": "MiniMax-Hailuo-02", "prompt": "x", "resolution": "512P"} | makes no text video at 512P
                    {"model": "MiniMax-Hailuo-2.3-Fast", "prompt": "x"}               | makes no text video
                    {"model": "MiniMax-Hailuo-02", "prompt": "x", "duration": "6"}    | duration must be an integer
                    {"model": "MiniMax-Hailuo-02"}                                    | prompt
                    {"model": "MiniMax-Hailuo-02", "prompt": "x", "first_frame_image": "nowhere"} | first_frame_image must be
                    {"model": "MiniMax-Hailuo-02", "prompt": "x", "subject_reference": []} | subject_reference is not supported
                    """)
    void a_wrong_create_is_2013_with_what_would_be_right(String body, String complaint) {
        try (var gateway = TestGateway.started(folder)) {
            var told = refused(gateway, body);

            assertThat(told.at("/status_code").asInt()).isEqualTo(2013);
            assertThat(told.at("/status_msg").asString()).contains(complaint);
        }
    }

    @Test
    void a_wrong_key_is_1004_an_empty_balance_1008_a_strangers_task_2013() {
        try (var gateway = TestGateway.with(folder, 40, Map.of()).start()) {
            gateway.provider.holdsBack();
            var own = create(gateway, TEXT);

            assertThat(refused(gateway, TEXT).at("/status_code").asInt()).isEqualTo(1008);
            var wrong = gateway.send(gateway.request(QUERY + own, KEY + "x"));
            assertThat(wrong.statusCode()).isEqualTo(200);
            assertThat(json(wrong).at("/base_resp/status_code").asInt()).isEqualTo(1004);
            assertThat(query(gateway, "tsk_0").at("/base_resp/status_code").asInt())
                    .isEqualTo(2013);
            assertThat(json(gateway.get("/v1/query/video_generation")).at("/base_resp/status_msg"))
                    .hasToString("\"task_id is required\"");
        }
    }

    @Test
    void states_are_told_in_minimaxs_words_and_a_failure_with_its_reason() {
        try (var gateway = TestGateway.started(folder)) {
            gateway.provider.works(1).holdsBack();
            var running = create(gateway, TEXT);
            gateway.await(running, task -> task.at("/status").asString().equals("processing"));
            var waiting = create(gateway, TEXT);

            assertThat(query(gateway, running).at("/status").asString()).isEqualTo("Processing");
            assertThat(query(gateway, waiting).at("/status").asString()).isEqualTo("Queueing");
            gateway.provider.fails("The glass broke");
            gateway.provider.finish();
            gateway.awaitStatus(running, "failed");
            var failed = query(gateway, running);
            assertThat(failed.at("/status").asString()).isEqualTo("Fail");
            assertThat(failed.at("/base_resp/status_code").asInt()).isZero();
            assertThat(failed.at("/base_resp/status_msg").asString()).contains("The glass broke");
        }
    }

    @Test
    void a_task_of_another_dialect_is_the_same_task() {
        try (var gateway = TestGateway.started(folder)) {
            var id = json(gateway.post(TEXT_TO_VIDEO, MARBLE)).at("/task_id").asString();
            gateway.awaitStatus(id, "completed");

            assertThat(query(gateway, id).at("/status").asString()).isEqualTo("Success");
        }
    }

    @Test
    void a_callback_address_must_answer_the_challenge_and_then_hears_of_the_end() {
        var server = new AtomicReference<FakeUpstream>();
        FakeUpstream.Step echo = connection -> echo(connection, server.get());
        var ok = FakeUpstream.reply(200, Map.of("Content-Type", "text/plain"), new byte[0]);
        try (var receiver = new FakeUpstream(echo, ok);
                var gateway =
                        TestGateway.with(
                                        folder,
                                        1_000,
                                        Map.of("outbound.allow_private_networks", "true"))
                                .start()) {
            server.set(receiver);
            var id = create(gateway, withCallback(receiver));
            long end = System.nanoTime() + 20_000_000_000L;
            while (receiver.received().size() < 2 && System.nanoTime() < end) {
                LockSupport.parkNanos(5_000_000);
            }

            var told = JsonMapper.shared().readTree(receiver.received().get(1).text());
            assertThat(told.at("/task_id").asString()).isEqualTo(id);
            assertThat(told.at("/status").asString()).isEqualTo("success");
            assertThat(told.at("/file_id").isString()).isTrue();
        }
    }

    @Test
    void an_address_that_does_not_answer_the_challenge_makes_no_task() {
        var silent = FakeUpstream.reply(200, Map.of("Content-Type", "text/plain"), new byte[0]);
        try (var receiver = new FakeUpstream(silent);
                var gateway =
                        TestGateway.with(
                                        folder,
                                        1_000,
                                        Map.of("outbound.allow_private_networks", "true"))
                                .start()) {
            gateway.provider.answers(new SubmitOutcome.Unclear("must not be asked"));
            var told = refused(gateway, withCallback(receiver));

            assertThat(told.at("/status_code").asInt()).isEqualTo(2013);
            assertThat(told.at("/status_msg").asString()).contains("challenge");
            assertThat(gateway.balance().at("/held_cents").asInt()).isZero();
        }
    }

    private static String withCallback(FakeUpstream receiver) {
        return TEXT.replace("}", ", \"callback_url\": \"%s\"}".formatted(receiver.url("/hook")));
    }

    private static void echo(Socket connection, FakeUpstream receiver) throws IOException {
        var body = receiver.received().getFirst().text();
        FakeUpstream.reply("application/json", body.getBytes(StandardCharsets.UTF_8))
                .play(connection);
    }
}
