package dev.conch;

import static dev.conch.testing.TestGateway.MARBLE;
import static dev.conch.testing.TestGateway.TEXT_TO_VIDEO;
import static dev.conch.testing.TestGateway.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.db.Dialect;
import dev.conch.testing.Complaint;
import dev.conch.testing.TestGateway;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/** The same create sent again is the same task, paid once. Complaints 16, 17 and 18. */
@ParameterizedClass
@EnumSource(Dialect.class)
class IdempotencyTest {
    @Parameter Dialect dialect;
    @TempDir Path folder;
    private TestGateway gateway;

    @BeforeEach
    void open() {
        gateway = TestGateway.on(dialect, folder, 100_000_000);
        gateway.provider.works(0);
        gateway.start();
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    private JsonNode create(String key) {
        return json(gateway.post(TEXT_TO_VIDEO, MARBLE, key));
    }

    private int held() {
        return gateway.balance().at("/held_cents").asInt();
    }

    @Test
    @Complaint({11, 17})
    void the_same_request_under_the_same_key_is_the_same_task_and_costs_nothing_more() {
        var first = create("key-1");
        var again = create("key-1");

        assertThat(again.at("/id").asString()).isEqualTo(first.at("/id").asString());
        assertThat(first.has("task_replayed")).isFalse();
        assertThat(again.at("/task_replayed").asBoolean()).isTrue();
        assertThat(held()).isEqualTo(57);
    }

    @Test
    void a_replay_shows_the_task_as_it_is_now() {
        var id = create("key-1").at("/id").asString();
        gateway.delete("/api/v1/tasks/" + id);

        assertThat(create("key-1").at("/status").asString()).isEqualTo("failed");
    }

    @Test
    void a_quoted_key_is_the_same_as_a_bare_one() {
        var bare = create("8e03978e-40d5-43e8-bc93-6894a57f9324");
        var quoted = create("\"8e03978e-40d5-43e8-bc93-6894a57f9324\"");

        assertThat(quoted.at("/id").asString()).isEqualTo(bare.at("/id").asString());
    }

    @Test
    void order_of_members_nulls_and_the_form_of_numbers_make_no_other_request() {
        var one =
                gateway.post(
                        TEXT_TO_VIDEO,
                        """
                        {"model": "hailuo-02-text-to-video-standard", "prompt": "x", "duration_seconds": 6}""",
                        "key");
        var same =
                gateway.post(
                        TEXT_TO_VIDEO,
                        """
                        {"duration_seconds": 6.0, "callback_url": null, "prompt": "x",
                         "model": "hailuo-02-text-to-video-standard"}""",
                        "key");

        assertThat(json(same).at("/id").asString()).isEqualTo(json(one).at("/id").asString());
    }

    @Test
    void another_request_under_the_same_key_is_409_and_makes_nothing() {
        create("key-1");
        var other = gateway.post(TEXT_TO_VIDEO, MARBLE.replace("glass", "steel"), "key-1");

        assertThat(other.statusCode()).isEqualTo(409);
        assertThat(json(other).at("/error/code").asString()).isEqualTo("request_conflict");
        assertThat(held()).isEqualTo(57);
    }

    @Test
    void a_refused_request_leaves_its_key_free() {
        var refused = gateway.post(TEXT_TO_VIDEO, "{\"model\": \"nothing\"}", "key-1");
        var good = gateway.post(TEXT_TO_VIDEO, MARBLE, "key-1");

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(good.statusCode()).isEqualTo(200);
    }

    @Test
    void a_key_of_512_characters_is_taken_and_a_longer_or_blank_one_is_400() {
        assertThat(gateway.post(TEXT_TO_VIDEO, MARBLE, "k".repeat(512)).statusCode())
                .isEqualTo(200);
        assertThat(gateway.post(TEXT_TO_VIDEO, MARBLE, "k".repeat(513)).statusCode())
                .isEqualTo(400);
        assertThat(gateway.post(TEXT_TO_VIDEO, MARBLE, "\"\"").statusCode()).isEqualTo(400);
    }

    @Test
    @Complaint({16, 18})
    void ten_thousand_racing_pairs_make_exactly_ten_thousand_tasks() throws Exception {
        int pairs = 10_000;
        var answers = new ArrayList<Callable<String>>();
        for (int i = 0; i < 2 * pairs; i++) {
            var key = "race-" + i / 2;
            answers.add(() -> create(key).at("/id").asString());
        }
        var ids = new HashSet<String>();
        try (var callers = Executors.newFixedThreadPool(64, Thread.ofVirtual().factory())) {
            for (var id : callers.invokeAll(answers)) {
                ids.add(id.get());
            }
        }

        assertThat(ids).hasSize(pairs).allMatch(id -> !id.isEmpty());
        assertThat(held()).isEqualTo(pairs * 57);
        assertThat(gateway.metric("conch_tasks_waiting")).isEqualTo(pairs);
    }

    @Test
    @Complaint(20)
    void the_key_outlives_a_restart() {
        var id = create("key-1").at("/id").asString();
        gateway.close();
        gateway = TestGateway.reopened(gateway, folder);
        gateway.provider.works(0);
        gateway.start();

        assertThat(create("key-1").at("/id").asString()).isEqualTo(id);
        assertThat(List.of(held())).containsExactly(57);
    }
}
