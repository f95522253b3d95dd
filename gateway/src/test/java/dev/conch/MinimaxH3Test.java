package dev.conch;

import static dev.conch.testing.TestGateway.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.db.Dialect;
import dev.conch.provider.Wish;
import dev.conch.testing.Admin;
import dev.conch.testing.Png;
import dev.conch.testing.TestGateway;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;

/** The second line of models over real HTTP, on both databases. */
@ParameterizedClass
@EnumSource(Dialect.class)
class MinimaxH3Test {
    private static final String TEXT = "/api/v1/minimax_h3/text_to_video";
    private static final String IMAGE = "/api/v1/minimax_h3/image_to_video";
    private static final String WIDE =
            """
            {"model": "minimax-h3", "prompt": "A marble rolls.", "aspect_ratio": "21:9"}""";

    @Parameter private Dialect dialect;
    @TempDir private Path folder;
    private TestGateway gateway;

    @BeforeEach
    void start() {
        gateway = TestGateway.on(dialect, folder, 10_000).start();
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private static String fromReferences(String more) {
        return """
        {"model": "minimax-h3", "prompt": "The same marble.", %s}"""
                .formatted(more);
    }

    private Wish made() {
        return gateway.provider.submits().getLast().wish();
    }

    @Test
    void a_text_is_made_at_the_size_and_shape_that_was_asked_and_charged_by_the_second() {
        var created = json(gateway.post(TEXT, WIDE));
        assertThat(created.at("/billing/reservation/amount_cents").asInt()).isEqualTo(78);

        var task = gateway.awaitStatus(created.at("/id").asString(), "completed");

        assertThat(task.at("/model").asString()).isEqualTo("minimax-h3");
        assertThat(task.at("/billing/settlement/charged_amount_cents").asInt()).isEqualTo(78);
        assertThat(task.at("/usage/cost").asDouble()).isEqualTo(0.78);
        assertThat(made().shortSide()).isEqualTo(1440);
        assertThat(made().durationSeconds()).isEqualTo(6);
        assertThat(made().options().aspectRatio()).isEqualTo("21:9");
        assertThat(made().mode()).isEqualTo(Wish.Mode.TEXT);
        assertThat(gateway.balance().at("/balance_cents").asInt()).isEqualTo(10_000 - 78);
    }

    @Test
    void a_task_is_found_under_every_path_of_its_own_service_and_under_no_other() {
        var id = json(gateway.post(TEXT, WIDE)).at("/id").asString();
        var marble = gateway.createMarble();

        for (var path : new String[] {TEXT, IMAGE, "/api/v1/minimax_h3", "/api/v1/tasks"}) {
            assertThat(json(gateway.get(path + "/" + id)).at("/id").asString()).isEqualTo(id);
            assertThat(gateway.get(path + "/" + id + "?wait=20").statusCode()).isEqualTo(200);
            assertThat(gateway.get(path + "/" + id + "/events").body()).contains("completed");
        }
        assertThat(gateway.get("/api/v1/hailuo/" + id).statusCode()).isEqualTo(404);
        assertThat(gateway.get("/api/v1/minimax_h3/" + marble).statusCode()).isEqualTo(404);
        assertThat(gateway.delete("/api/v1/hailuo/" + id + "/files").statusCode()).isEqualTo(404);
        assertThat(gateway.delete(TEXT + "/" + id + "/files").statusCode()).isEqualTo(200);
    }

    @Test
    void a_running_task_can_be_canceled_and_costs_nothing() {
        gateway.provider.holdsBack().cancels();
        var id = json(gateway.post(TEXT, WIDE)).at("/id").asString();
        gateway.awaitStatus(id, "processing");

        assertThat(gateway.post(TEXT + "/" + id + "/cancel", "{}").statusCode()).isEqualTo(200);

        assertThat(gateway.balance().at("/balance_cents").asInt()).isEqualTo(10_000);
    }

    @Test
    void reference_images_are_kept_in_their_order_until_the_video_is_made() throws Exception {
        var red = Png.dataUri(300, 300, 0xff0000);
        var blue = Png.dataUri(400, 300, 0x0000ff);

        var created =
                json(
                        gateway.post(
                                TEXT,
                                fromReferences(
                                        """
                                        "reference_image_urls": ["%s", "%s", "%s"],
                                        "reference_video_urls": ["https://example.com/a.mp4"],
                                        "reference_audio_urls": ["https://example.com/a.mp3"],
                                        "output_resolution": "768p\""""
                                                .formatted(red, blue, red))));
        var task = gateway.awaitStatus(created.at("/id").asString(), "completed");

        assertThat(created.at("/billing/reservation/amount_cents").asInt()).isEqualTo(48 + 120);
        assertThat(task.at("/billing/settlement/charged_amount_cents").asInt()).isEqualTo(168);
        var references = made().options().references();
        assertThat(references.images())
                .extracting(Wish.Picture::width)
                .containsExactly(300, 400, 300);
        assertThat(Files.readAllBytes(references.images().get(1).file())).isNotEmpty();
        assertThat(references.videos()).containsExactly("https://example.com/a.mp4");
        assertThat(references.audios()).containsExactly("https://example.com/a.mp3");
        assertThat(made().mode()).isEqualTo(Wish.Mode.REFERENCES);
        var files =
                json(Admin.operator(gateway).get("tasks/" + task.at("/id").asString()))
                        .at("/files");
        assertThat(files.valueStream().map(file -> file.at("/kind").asString()))
                .containsExactlyInAnyOrder(
                        "video", "poster", "reference_image", "reference_image", "reference_image");
    }

    @Test
    void a_last_frame_may_come_alone() {
        var body =
                fromReferences(
                        "\"last_frame_image_url\": \"%s\"".formatted(Png.dataUri(300, 300, 7)));

        gateway.awaitStatus(json(gateway.post(IMAGE, body)).at("/id").asString(), "completed");

        assertThat(made().firstFrame()).isNull();
        assertThat(made().lastFrame()).isNotNull();
    }

    @Test
    void what_is_no_image_and_what_leads_inside_is_refused_before_money_is_held() {
        var broken =
                gateway.post(
                        TEXT,
                        fromReferences(
                                "\"reference_image_urls\": [\"%s\", \"data:image/png;base64,AAAA\"]"
                                        .formatted(Png.dataUri(300, 300, 1))));
        var inside =
                gateway.post(
                        TEXT,
                        fromReferences(
                                "\"reference_video_urls\": [\"https://169.254.169.254/latest\"]"));

        assertThat(broken.statusCode()).isEqualTo(422);
        assertThat(json(broken).at("/errors/reference_image_urls/0").asString())
                .startsWith("must be a JPEG, PNG or WebP image");
        assertThat(inside.statusCode()).isEqualTo(422);
        assertThat(json(inside).at("/errors/reference_video_urls/0").asString())
                .startsWith("must hold https URLs; this URL is refused:");
        assertThat(gateway.balance().at("/held_cents").asInt()).isZero();
        assertThat(folder.resolve("data/files"))
                .satisfies(
                        files -> {
                            try (var all = Files.walk(files)) {
                                assertThat(all.map(file -> file.getFileName().toString()))
                                        .noneMatch(name -> name.length() == 64);
                            }
                        });
    }

    @Test
    void a_key_may_be_limited_to_the_line() {
        var key =
                json(
                        Admin.operator(gateway)
                                .post(
                                        "accounts/1/keys",
                                        """
                                        {"project_id": 1, "name": "h3",
                                         "limits": {"models": ["minimax-h3"]}}"""));
        var secret = key.at("/key").asString();

        assertThat(secret).as(key.toString()).isNotEmpty();
        assertThat(send(secret, TEXT, WIDE)).isEqualTo(200);
        assertThat(send(secret, TestGateway.TEXT_TO_VIDEO, TestGateway.MARBLE)).isEqualTo(403);
    }

    private int send(String key, String path, String body) {
        return gateway.send(
                        gateway.request(path, key)
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(body)))
                .statusCode();
    }
}
