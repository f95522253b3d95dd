package dev.conch;

import static dev.conch.testing.TestGateway.MARBLE;
import static dev.conch.testing.TestGateway.TEXT_TO_VIDEO;
import static dev.conch.testing.TestGateway.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.account.Limits;
import dev.conch.db.Database;
import dev.conch.testing.Customers;
import dev.conch.testing.ScriptedProvider;
import dev.conch.testing.TestGateway;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** What a project may store, and what happens before the disk is full. */
@Timeout(60)
class StorageTest {
    private static final long ONE_TASK = ScriptedProvider.VIDEO.length + 3L;
    private static final long MIB = 1024 * 1024;

    @TempDir Path folder;

    private TestGateway limited(long bytes) {
        var gateway = TestGateway.with(folder, 10_000, Map.of()).start();
        gateway.close();
        var data = folder.resolve("data");
        try (var customers =
                new Customers(
                        Database.open(data.resolve("conch.db")),
                        ServerKey.in(data).derive("api-keys"))) {
            customers.limit(customers.first(), new Limits(null, null, null, null, bytes, 3));
        }
        return TestGateway.reopened(gateway, folder).start();
    }

    private static HttpResponse<String> create(TestGateway gateway) {
        return gateway.post(TEXT_TO_VIDEO, MARBLE);
    }

    @Test
    void a_project_that_stores_all_it_may_gets_no_new_task_until_something_is_deleted() {
        try (var gateway = limited(ONE_TASK)) {
            var first = json(create(gateway)).at("/id").asString();
            gateway.awaitStatus(first, "completed");

            var refused = create(gateway);

            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(json(refused).at("/error/code").asString())
                    .isEqualTo("storage_quota_exceeded");
            assertThat(gateway.balance().at("/held_cents").asInt()).isZero();
            assertThat(gateway.provider.submits()).hasSize(1);

            gateway.delete("/api/v1/tasks/" + first + "/files");
            var second = create(gateway);
            assertThat(second.statusCode()).isEqualTo(200);
            gateway.awaitStatus(json(second).at("/id").asString(), "completed");

            assertThat(create(gateway).statusCode()).isEqualTo(403);
            gateway.clock.advance(Duration.ofDays(3));
            awaitStored(gateway, 0);
            assertThat(create(gateway).statusCode()).isEqualTo(200);
        }
    }

    private static void awaitStored(TestGateway gateway, long bytes) {
        var deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (storage(gateway) != bytes && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(storage(gateway)).isEqualTo(bytes);
    }

    private static long storage(TestGateway gateway) {
        return json(gateway.get("/api/v1/me/storage")).at("/stored_bytes").asLong();
    }

    @Test
    void a_project_can_ask_what_it_stores_and_may_store() {
        try (var gateway = limited(12_345)) {
            gateway.awaitStatus(gateway.createMarble(), "completed");

            var storage = json(gateway.get("/api/v1/me/storage"));

            assertThat(storage.at("/stored_bytes").asLong()).isEqualTo(ONE_TASK);
            assertThat(storage.at("/limit_bytes").asLong()).isEqualTo(12_345);
            assertThat(storage.at("/retention_days").asLong()).isEqualTo(3);
        }
    }

    @Test
    void without_a_limit_it_is_null_and_the_time_is_the_default() {
        try (var gateway = TestGateway.started(folder)) {
            var storage = json(gateway.get("/api/v1/me/storage"));

            assertThat(storage.at("/stored_bytes").asLong()).isZero();
            assertThat(storage.at("/limit_bytes").isNull()).isTrue();
            assertThat(storage.at("/retention_days").asLong()).isEqualTo(7);
        }
    }

    @Test
    void an_almost_full_disk_refuses_new_tasks_and_nothing_else() {
        try (var gateway = TestGateway.started(folder)) {
            gateway.provider.holdsBack();
            var running = json(gateway.post(TEXT_TO_VIDEO, MARBLE, "key-1")).at("/id").asString();
            gateway.awaitStatus(running, "processing");
            gateway.freeBytes = 500 * MIB - 1;
            gateway.clock.advance(Duration.ofSeconds(1));

            var refused = create(gateway);

            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(json(refused).at("/error/code").asString()).isEqualTo("unavailable");
            assertThat(json(refused).at("/error/message").asString())
                    .doesNotContainPattern("[0-9]");
            assertThat(refused.headers().firstValueAsLong("Retry-After").orElseThrow())
                    .isPositive();
            assertThat(gateway.balance().at("/held_cents").asInt()).isEqualTo(57);
            assertThat(gateway.metric("conch_files_free_bytes")).isEqualTo(500.0 * MIB - 1);
            assertThat(gateway.send(HttpRequest.newBuilder(gateway.uri("/health/ready"))))
                    .extracting(HttpResponse::statusCode)
                    .isEqualTo(200);
            assertThat(json(gateway.post(TEXT_TO_VIDEO, MARBLE, "key-1")).at("/id").asString())
                    .as("an accepted task is replayed")
                    .isEqualTo(running);
            gateway.provider.finish();
            gateway.awaitStatus(running, "completed");

            gateway.freeBytes = 500 * MIB;
            gateway.clock.advance(Duration.ofSeconds(1));
            assertThat(create(gateway).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void the_least_room_is_a_setting_and_zero_turns_it_off() {
        try (var gateway =
                TestGateway.with(folder, 100, Map.of("files.min_free_mb", "0")).start()) {
            gateway.freeBytes = 0;

            assertThat(create(gateway).statusCode()).isEqualTo(200);
        }
    }
}
