package dev.conch;

import static dev.conch.testing.SettableClock.NOON;
import static dev.conch.testing.TestGateway.json;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.conch.account.Limits;
import dev.conch.db.Database;
import dev.conch.testing.Complaint;
import dev.conch.testing.Customers;
import dev.conch.testing.ScriptedProvider;
import dev.conch.testing.Sha256;
import dev.conch.testing.TestDatabases;
import dev.conch.testing.TestGateway;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** How long results are kept, and what is told of them afterwards. */
@Timeout(60)
class RetentionTest {
    private static final String CONTENT = Sha256.of(ScriptedProvider.VIDEO);

    /** So long after its time a file has left the disk. */
    private static final Duration BY_THEN = Duration.ofMinutes(1);

    @TempDir Path folder;

    private TestGateway limited(Limits limits, Map<String, String> settings) {
        var gateway = TestGateway.with(folder, 10_000, settings).start();
        gateway.close();
        var data = folder.resolve("data");
        try (var customers =
                new Customers(
                        Database.open(data.resolve("conch.db")),
                        ServerKey.in(data).derive("api-keys"))) {
            customers.limit(customers.first(), limits);
        }
        return TestGateway.reopened(gateway, folder).start();
    }

    private static Limits days(int days) {
        return new Limits(null, null, null, null, null, days);
    }

    private static HttpResponse<String> follow(TestGateway gateway, JsonNode task) {
        return gateway.send(HttpRequest.newBuilder(gateway.uri(link(task))));
    }

    private static String link(JsonNode task) {
        return task.at("/videos/0/url").asString();
    }

    private static Path onDisk(Path files) {
        return files.resolve(CONTENT.substring(0, 2))
                .resolve(CONTENT.substring(2, 4))
                .resolve(CONTENT);
    }

    private static void awaitGone(Path file) {
        var deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (Files.exists(file) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(2_000_000);
        }
        assertThat(file).doesNotExist();
    }

    @Test
    @Complaint(31)
    void results_are_kept_for_seven_days_and_then_the_task_says_that_they_are_gone() {
        try (var gateway = TestGateway.started(folder)) {
            var task = gateway.awaitStatus(gateway.createMarble(), "completed");
            assertThat(Instant.parse(task.at("/videos/0/expires_at").asString()))
                    .isEqualTo(NOON.plus(Duration.ofDays(7)));
            gateway.clock.advance(Duration.ofDays(7).minusSeconds(1));
            assertThat(follow(gateway, task).statusCode()).isEqualTo(200);

            gateway.clock.advance(Duration.ofSeconds(1));

            var gone = follow(gateway, task);
            assertThat(gone.statusCode()).isEqualTo(410);
            assertThat(json(gone).at("/error/code").asString()).isEqualTo("gone");
            assertThat(json(gone).at("/error/message").asString()).contains("time of retention");
            gateway.clock.advance(BY_THEN);
            awaitGone(onDisk(folder.resolve("data/files")));
            var later = gateway.task(task.at("/id").asString());
            assertThat(later.at("/status").asString()).isEqualTo("completed");
            var video = later.at("/videos/0");
            assertThat(video.at("/url").isNull()).isTrue();
            assertThat(video.at("/poster_url").isNull()).isTrue();
            assertThat(video.at("/deleted").asString()).isEqualTo("expired");
            assertThat(video.at("/bytes").asInt()).isEqualTo(ScriptedProvider.VIDEO.length);
            assertThat(video.at("/sha256").asString()).isEqualTo(CONTENT);
            assertThat(video.at("/expires_at")).isEqualTo(task.at("/videos/0/expires_at"));
            assertThat(follow(gateway, task).statusCode()).isEqualTo(410);
        }
    }

    @Test
    void the_task_says_that_its_file_is_gone_in_the_very_moment_in_which_the_link_dies() {
        try (var gateway = TestGateway.started(folder)) {
            var id = gateway.createMarble();
            gateway.awaitStatus(id, "completed");
            gateway.clock.advance(Duration.ofDays(7));

            assertThat(gateway.task(id).at("/videos/0/deleted").asString()).isEqualTo("expired");
        }
    }

    @Test
    void a_project_may_keep_them_shorter() {
        try (var gateway = limited(days(1), Map.of())) {
            var task = gateway.awaitStatus(gateway.createMarble(), "completed");
            gateway.clock.advance(Duration.ofDays(1).minusSeconds(1));
            assertThat(follow(gateway, task).statusCode()).isEqualTo(200);

            gateway.clock.advance(Duration.ofSeconds(1));

            assertThat(follow(gateway, task).statusCode()).isEqualTo(410);
            gateway.clock.advance(BY_THEN);
            awaitGone(onDisk(folder.resolve("data/files")));
        }
    }

    @Test
    void a_project_may_keep_them_longer_and_then_the_task_shows_a_new_link_in_time() {
        try (var gateway = limited(days(30), Map.of("files.link_days", "2"))) {
            var id = gateway.createMarble();
            var task = gateway.awaitStatus(id, "completed");
            assertThat(Instant.parse(task.at("/videos/0/url_expires_at").asString()))
                    .isEqualTo(NOON.plus(Duration.ofDays(2)));
            gateway.clock.advance(Duration.ofDays(2));

            var old = follow(gateway, task);
            assertThat(old.statusCode()).isEqualTo(410);
            assertThat(json(old).at("/error/code").asString()).isEqualTo("link_expired");
            assertThat(json(old).at("/error/message").asString()).contains("new link");
            assertThat(follow(gateway, gateway.task(id)).statusCode()).isEqualTo(200);

            gateway.clock.advance(Duration.ofDays(28));
            assertThat(json(follow(gateway, task)).at("/error/code").asString()).isEqualTo("gone");
            awaitGone(onDisk(folder.resolve("data/files")));
        }
    }

    @Test
    @Complaint(32)
    void a_link_works_with_and_without_the_key() {
        try (var gateway = TestGateway.started(folder)) {
            var task = gateway.awaitStatus(gateway.createMarble(), "completed");

            assertThat(follow(gateway, task).statusCode()).isEqualTo(200);
            assertThat(gateway.send(gateway.request(link(task))).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void nodes_that_share_a_folder_serve_and_delete_each_others_files() {
        var settings = new HashMap<String, String>();
        settings.put("db.url", TestDatabases.freshPostgres());
        settings.put("files.dir", folder.resolve("shared").toString());
        settings.put("server.secret", "5e".repeat(32));
        try (var one = TestGateway.with(folder.resolve("1"), 10_000, settings).start();
                var two = TestGateway.with(folder.resolve("2"), 0, settings)) {
            two.provider.works(0);
            two.start();
            var id = one.createMarble();
            var task = one.awaitStatus(id, "completed");
            assertThat(follow(two, task).body())
                    .isEqualTo(new String(ScriptedProvider.VIDEO, UTF_8));

            assertThat(two.delete("/api/v1/tasks/" + id + "/files").statusCode()).isEqualTo(200);

            assertThat(follow(one, task).statusCode()).isEqualTo(410);
            assertThat(onDisk(folder.resolve("shared"))).exists();
            one.clock.advance(Duration.ofHours(1).plusMinutes(1));
            two.clock.advance(Duration.ofHours(1).plusMinutes(1));
            awaitGone(onDisk(folder.resolve("shared")));
        }
    }
}
