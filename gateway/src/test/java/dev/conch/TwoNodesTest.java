package dev.conch;

import static dev.conch.testing.TestGateway.MARBLE;
import static dev.conch.testing.TestGateway.TEXT_TO_VIDEO;
import static dev.conch.testing.TestGateway.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conch.testing.Complaint;
import dev.conch.testing.TestDatabases;
import dev.conch.testing.TestGateway;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/** Two gateways on one PostgreSQL are one: complaints 7, 42 and 43. */
class TwoNodesTest {
    private static final String SECRET = "0123456789abcdef".repeat(4);

    @TempDir Path folder;
    private final String url = TestDatabases.freshPostgres();

    private TestGateway node(String name, long balanceCents) {
        return TestGateway.with(
                folder.resolve(name), balanceCents, Map.of("db.url", url, "server.secret", SECRET));
    }

    @Test
    @Complaint({7, 43})
    void every_task_runs_on_one_of_them_and_is_charged_once() throws Exception {
        int tasks = 200;
        try (var one = node("one", 57L * tasks);
                var two = node("two", 0)) {
            one.start();
            two.start();
            var ids = new ArrayList<Callable<String>>();
            for (int i = 0; i < tasks; i++) {
                var gateway = i % 2 == 0 ? one : two;
                ids.add(gateway::createMarble);
            }
            try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
                for (var id : callers.invokeAll(ids)) {
                    two.awaitStatus(id.get(), "completed");
                }
            }

            var submitted =
                    Stream.concat(one.provider.submits().stream(), two.provider.submits().stream())
                            .map(submit -> submit.taskId().toString())
                            .toList();
            assertThat(submitted).hasSize(tasks);
            assertThat(new HashSet<>(submitted)).hasSize(tasks);
            assertThat(one.balance().at("/balance_cents").asInt()).isZero();
            assertThat(two.balance().at("/held_cents").asInt()).isZero();
            assertThat(two.metric("conch_ledger_imbalance_microcents")).isZero();
        }
    }

    @Test
    void racing_creates_on_both_never_spend_more_than_there_is() throws Exception {
        try (var one = node("one", 57 * 50);
                var two = node("two", 0)) {
            one.provider.works(0);
            two.provider.works(0);
            one.start();
            two.start();
            var creates = new ArrayList<Callable<Integer>>();
            for (int i = 0; i < 150; i++) {
                var gateway = i % 2 == 0 ? one : two;
                creates.add(() -> gateway.post(TEXT_TO_VIDEO, MARBLE).statusCode());
            }
            var statuses = new ArrayList<Integer>();
            try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
                for (var status : callers.invokeAll(creates)) {
                    statuses.add(status.get());
                }
            }

            assertThat(statuses).filteredOn(s -> s == 200).hasSize(50);
            assertThat(statuses).filteredOn(s -> s == 402).hasSize(100);
        }
    }

    @Test
    void the_same_key_sent_to_both_at_once_makes_one_task() throws Exception {
        try (var one = node("one", 100_000);
                var two = node("two", 0)) {
            one.provider.works(0);
            two.provider.works(0);
            one.start();
            two.start();
            try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 100; i++) {
                    var key = "key-" + i;
                    var pair = new ArrayList<Callable<String>>();
                    for (var gateway : List.of(one, two)) {
                        pair.add(
                                () ->
                                        json(gateway.post(TEXT_TO_VIDEO, MARBLE, key))
                                                .at("/id")
                                                .asString());
                    }
                    var ids = callers.invokeAll(pair);

                    assertThat(ids.get(0).get()).isEqualTo(ids.get(1).get()).isNotEmpty();
                }
            }
            assertThat(one.balance().at("/held_cents").asInt()).isEqualTo(5_700);
        }
    }

    @Test
    @Complaint(42)
    void a_task_that_one_drives_is_canceled_through_the_other() {
        try (var one = node("one", 100);
                var two = node("two", 0)) {
            one.provider.holdsBack().cancels();
            two.provider.works(0);
            one.start();
            two.start();
            var id = two.createMarble();
            two.awaitStatus(id, "processing");

            assertThat(two.delete("/api/v1/tasks/" + id).statusCode()).isEqualTo(200);
            assertThat(one.balance().at("/balance_cents").asInt()).isEqualTo(100);
        }
    }

    @Test
    @Complaint(42)
    void a_watcher_on_one_hears_of_what_the_other_does() {
        try (var one = node("one", 100);
                var two = node("two", 0)) {
            one.provider.works(0);
            two.provider.works(0);
            one.start();
            two.start();
            var id = one.createMarble();
            var waiting =
                    java.util.concurrent.CompletableFuture.supplyAsync(
                            () -> json(one.get("/api/v1/tasks/" + id + "?wait=50")));
            two.delete("/api/v1/tasks/" + id);

            assertThat(waiting.join().at("/error_code").asString()).isEqualTo("canceled");
        }
    }

    @Test
    void a_gateway_with_another_server_key_is_refused_in_plain_words() {
        try (var one = node("one", 100)) {
            one.start();

            assertThatThrownBy(
                            () -> TestGateway.with(folder.resolve("two"), 0, Map.of("db.url", url)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("same server.secret");
        }
    }
}
