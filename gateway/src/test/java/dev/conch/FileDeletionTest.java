package dev.conch;

import static dev.conch.testing.TestGateway.TEXT_TO_VIDEO;
import static dev.conch.testing.TestGateway.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.account.Scope;
import dev.conch.db.Database;
import dev.conch.testing.Customers;
import dev.conch.testing.Png;
import dev.conch.testing.ScriptedProvider;
import dev.conch.testing.TestGateway;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code DELETE …/{id}/files}: at once, by the owner only, and when the task has ended. */
@Timeout(60)
class FileDeletionTest {
    @TempDir Path folder;
    private TestGateway gateway;

    @BeforeEach
    void open() {
        gateway = TestGateway.started(folder);
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    private HttpResponse<String> deleteFiles(String id) {
        return gateway.delete("/api/v1/tasks/" + id + "/files");
    }

    private HttpResponse<String> follow(JsonNode task) {
        var url = URI.create(task.at("/videos/0/url").asString());
        var onThisPort = url.getRawPath() + "?" + url.getRawQuery();
        return gateway.send(HttpRequest.newBuilder(gateway.uri(onThisPort)));
    }

    private List<Path> onDisk() throws IOException {
        try (var files = Files.walk(folder.resolve("data/files"))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.getFileName().toString().length() == 64)
                    .toList();
        }
    }

    private long storedBytes() {
        return json(gateway.get("/api/v1/me/storage")).at("/stored_bytes").asLong();
    }

    private String createFromImage() {
        var order =
                """
                {"model": "hailuo-02-image-to-video-standard", "prompt": "[Push in]",
                 "first_frame_image_url": "%s"}"""
                        .formatted(Png.dataUri(300, 300, 0));
        return json(gateway.post("/api/v1/hailuo/image_to_video", order)).at("/id").asString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/tasks/", "/api/v1/hailuo/", "/api/v1/hailuo/text_to_video/"})
    void the_files_of_a_completed_task_are_gone_at_once(String path) throws Exception {
        var task = gateway.awaitStatus(gateway.createMarble(), "completed");
        assertThat(storedBytes()).isEqualTo(ScriptedProvider.VIDEO.length + 3);

        var answer = gateway.delete(path + task.at("/id").asString() + "/files");

        assertThat(answer.statusCode()).isEqualTo(200);
        var video = json(answer).at("/videos/0");
        assertThat(json(answer).at("/status").asString()).isEqualTo("completed");
        assertThat(video.at("/url").isNull()).isTrue();
        assertThat(video.at("/deleted").asString()).isEqualTo("requested");
        assertThat(video.at("/bytes").asInt()).isEqualTo(ScriptedProvider.VIDEO.length);
        assertThat(follow(task).statusCode()).isEqualTo(410);
        assertThat(json(follow(task)).at("/error/message").asString()).contains("owner's request");
        assertThat(onDisk()).isEmpty();
        assertThat(storedBytes()).isZero();
    }

    @Test
    void a_second_deletion_answers_like_the_first() {
        var id = gateway.createMarble();
        gateway.awaitStatus(id, "completed");
        var first = deleteFiles(id);

        var second = deleteFiles(id);

        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(json(second)).isEqualTo(json(first));
    }

    @Test
    void the_images_of_failed_and_canceled_tasks_go_too() throws Exception {
        gateway.provider.fails("No");
        var failed = createFromImage();
        gateway.awaitStatus(failed, "failed");
        assertThat(onDisk()).hasSize(1);

        assertThat(deleteFiles(failed).statusCode()).isEqualTo(200);
        assertThat(onDisk()).isEmpty();

        gateway.provider.holdsBack().cancels();
        var canceled = createFromImage();
        gateway.awaitStatus(canceled, "processing");
        assertThat(gateway.delete("/api/v1/tasks/" + canceled).statusCode()).isEqualTo(200);

        assertThat(deleteFiles(canceled).statusCode()).isEqualTo(200);
        assertThat(onDisk()).isEmpty();
        assertThat(storedBytes()).isZero();
    }

    @Test
    void a_task_under_way_keeps_its_files() throws Exception {
        gateway.provider.holdsBack();
        var running = createFromImage();
        gateway.awaitStatus(running, "processing");

        var answer = deleteFiles(running);

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(json(answer).at("/error/code").asString()).isEqualTo("request_conflict");
        assertThat(onDisk()).hasSize(1);
        gateway.provider.finish();
        gateway.awaitStatus(running, "completed");
    }

    @Test
    void equal_results_of_two_tasks_are_deleted_one_by_one() throws Exception {
        var first = gateway.awaitStatus(gateway.createMarble(), "completed");
        var second = gateway.awaitStatus(gateway.createMarble(), "completed");
        assertThat(onDisk()).as("kept once").hasSize(2);

        deleteFiles(first.at("/id").asString());

        assertThat(follow(first).statusCode()).isEqualTo(410);
        assertThat(follow(second).statusCode()).isEqualTo(200);
        assertThat(onDisk()).hasSize(2);

        deleteFiles(second.at("/id").asString());
        assertThat(follow(second).statusCode()).isEqualTo(410);
        assertThat(onDisk()).isEmpty();
    }

    @Test
    void strangers_and_keys_without_the_scope_cannot_delete() {
        var id = gateway.createMarble();
        var task = gateway.awaitStatus(id, "completed");
        gateway.close();
        String stranger;
        String reader;
        var data = folder.resolve("data");
        try (var customers =
                new Customers(
                        Database.open(data.resolve("conch.db")),
                        ServerKey.in(data).derive("api-keys"))) {
            stranger = customers.stranger();
            reader = customers.key(customers.first(), Set.of(Scope.VIDEO_READ));
        }
        gateway = TestGateway.reopened(gateway, folder).start();

        assertThat(deleteAs(stranger, id)).isEqualTo(404);
        assertThat(deleteAs(reader, id)).isEqualTo(403);
        assertThat(deleteAs("conch_no_such_key_here", id)).isEqualTo(401);
        assertThat(follow(task).statusCode()).isEqualTo(200);
        assertThat(storageAs(reader)).isEqualTo(403);
    }

    private int deleteAs(String key, String id) {
        return gateway.send(
                        HttpRequest.newBuilder(gateway.uri("/api/v1/tasks/" + id + "/files"))
                                .header("Authorization", "Bearer " + key)
                                .DELETE())
                .statusCode();
    }

    private int storageAs(String key) {
        return gateway.send(
                        HttpRequest.newBuilder(gateway.uri("/api/v1/me/storage"))
                                .header("Authorization", "Bearer " + key))
                .statusCode();
    }

    @Test
    void what_is_no_task_of_ours_is_404_and_what_is_no_id_400() {
        assertThat(deleteFiles("019ab0c0-0000-7000-8000-000000000000").statusCode()).isEqualTo(404);
        assertThat(deleteFiles("marble").statusCode()).isEqualTo(400);
    }

    @Test
    void an_image_of_a_refused_request_leaves_nothing_on_the_disk() throws Exception {
        gateway.close();
        gateway = TestGateway.with(folder.resolve("poor"), 0, Map.of()).start();

        createFromImage();

        try (var files = Files.walk(folder.resolve("poor/data/files"))) {
            assertThat(files.filter(file -> file.getFileName().toString().length() == 64))
                    .isEmpty();
        }
        assertThat(gateway.post(TEXT_TO_VIDEO, TestGateway.MARBLE).statusCode()).isEqualTo(402);
    }
}
