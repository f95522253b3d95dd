package dev.conch.provider.minimax;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.db.Dialect;
import dev.conch.provider.ScriptedUpstream.Step;
import dev.conch.testing.SettableClock;
import dev.conch.testing.TestGateway;
import dev.conch.testing.wire.Fault;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Map;

/** A whole gateway with two credentials at two MiniMax servers, and a route that names both. */
@ParameterizedClass
@EnumSource(Dialect.class)
class RoutesTest {
    private static final String KEY = "sk-api-key-of-a-test";
    private static final Clock NOON = Clock.fixed(SettableClock.NOON, ZoneOffset.UTC);

    @Parameter private Dialect dialect;
    @TempDir private Path folder;
    private final ScriptedMinimax first = new ScriptedMinimax(KEY, NOON);
    private final ScriptedMinimax second = new ScriptedMinimax(KEY, NOON);
    private TestGateway gateway;

    @BeforeEach
    void start() throws IOException {
        Files.writeString(folder.resolve("key"), KEY + "\n");
        write("");
        gateway =
                TestGateway.on(
                                dialect,
                                folder,
                                100_000,
                                Map.of(
                                        "upstreams.file",
                                        folder.resolve("upstreams.toml").toString()))
                        .start();
    }

    @AfterEach
    void stop() {
        gateway.close();
        first.close();
        second.close();
    }

    /**
     * The operator's file.
     *
     * @param more lines of the route
     */
    private void write(String more) throws IOException {
        Files.writeString(
                folder.resolve("upstreams.toml"),
                """
                [provider.first]
                type = "minimax"
                key = "file:%1$s"
                base_url = "%2$s"
                submits_per_minute = 20

                [provider.second]
                type = "minimax"
                key = "file:%1$s"
                base_url = "%3$s"
                submits_per_minute = 0

                [[route]]
                models = ["hailuo-*"]
                to = ["first", "second"]
                %4$s
                """
                        .formatted(folder.resolve("key"), first.url(), second.url(), more));
    }

    private JsonNode completed(String id) {
        return gateway.await(
                id,
                task -> {
                    first.finish();
                    second.finish();
                    return task.at("/status").asString().equals("completed");
                });
    }

    @Test
    void the_first_of_a_route_makes_the_video_under_its_own_name_for_the_model() {
        var task = completed(gateway.createMarble());

        assertThat(task.at("/provider").asString()).isEqualTo("first");
        assertThat(first.last().body.at("/model").asString()).isEqualTo("MiniMax-Hailuo-02");
        assertThat(first.last().body.at("/resolution").asString()).isEqualTo("1080P");
        assertThat(second.started()).isZero();
        assertThat(gateway.balance().at("/balance_cents").asInt()).isEqualTo(100_000 - 57);
    }

    @Test
    void a_credential_without_money_rests_and_the_next_one_makes_the_video() {
        first.code(1008);

        var task = completed(gateway.createMarble());
        int asked = first.requests().size();
        var another = completed(gateway.createMarble());

        assertThat(task.at("/provider").asString()).isEqualTo("second");
        assertThat(another.at("/provider").asString()).isEqualTo("second");
        assertThat(first.started()).isZero();
        assertThat(first.requests()).hasSize(asked);
        assertThat(gateway.balance().at("/balance_cents").asInt()).isEqualTo(100_000 - 2 * 57);
    }

    @Test
    void after_its_rest_the_first_gets_work_again() {
        first.code(1008);
        completed(gateway.createMarble());

        gateway.clock.advance(Duration.ofMinutes(10));

        assertThat(completed(gateway.createMarble()).at("/provider").asString()).isEqualTo("first");
    }

    @Test
    void an_unclear_submit_is_given_to_nobody_else_and_its_money_stays_held() {
        first.next(Step.SUBMIT, Fault.RESET);
        var id = gateway.createMarble();
        gateway.await(id, _ -> first.started() == 1);

        gateway.clock.advance(Duration.ofHours(1));

        var task = gateway.awaitStatus(id, "processing");
        assertThat(task.at("/provider").asString()).isEqualTo("first");
        assertThat(second.requests()).isEmpty();
        assertThat(gateway.balance().at("/held_cents").asInt()).isEqualTo(57);
    }

    @Test
    void an_operator_may_accept_the_risk_of_paying_twice_for_a_route() throws IOException {
        write("resubmit_unclear_minutes = 30");
        touch();
        gateway.clock.advance(Duration.ofSeconds(10));
        first.next(Step.SUBMIT, Fault.RESET);
        var id = gateway.createMarble();

        var task =
                gateway.await(
                        id,
                        seen -> {
                            gateway.clock.advance(Duration.ofMinutes(1));
                            second.finish();
                            return seen.at("/status").asString().equals("completed");
                        });

        assertThat(task.at("/provider").asString()).isEqualTo("second");
        assertThat(first.started()).isEqualTo(1);
        assertThat(second.started()).isEqualTo(1);
    }

    private void touch() throws IOException {
        Files.setLastModifiedTime(
                folder.resolve("upstreams.toml"), FileTime.from(SettableClock.NOON));
    }

    @Test
    void content_that_was_refused_is_shown_to_nobody_else() {
        first.code(1026);

        var task = gateway.awaitStatus(gateway.createMarble(), "failed");

        assertThat(task.at("/error_code").asString()).isEqualTo("content_policy");
        assertThat(second.requests()).isEmpty();
        assertThat(gateway.balance().at("/balance_cents").asInt()).isEqualTo(100_000);
    }

    @Test
    void a_burst_is_spread_as_the_credential_allows_and_the_provider_refuses_none()
            throws IOException {
        write("when_full = \"wait\"");
        touch();
        gateway.clock.advance(Duration.ofSeconds(10));
        var ids = new ArrayList<String>();
        for (int i = 0; i < 60; i++) {
            ids.add(gateway.createMarble());
        }
        var began = gateway.clock.instant();

        for (var id : ids) {
            gateway.await(
                    id,
                    task -> {
                        gateway.clock.advance(Duration.ofSeconds(1));
                        first.finish();
                        return task.at("/status").asString().equals("completed");
                    });
        }

        assertThat(first.started()).isEqualTo(60);
        assertThat(second.requests()).isEmpty();
        assertThat(Duration.between(began, gateway.clock.instant()))
                .isGreaterThan(Duration.ofSeconds(59 * 3));
    }

    @Test
    void a_key_that_changes_in_its_own_file_is_used_without_a_restart() throws IOException {
        assertThat(completed(gateway.createMarble()).at("/provider").asString()).isEqualTo("first");

        Files.writeString(folder.resolve("key"), "sk-api-another-key");
        gateway.await(
                gateway.createMarble(),
                _ -> {
                    gateway.clock.advance(Duration.ofSeconds(10));
                    gateway.createMarble();
                    return first.requests().stream()
                            .map(request -> request.headers().get("authorization"))
                            .anyMatch("Bearer sk-api-another-key"::equals);
                });
    }

    @Test
    void a_wrong_file_changes_nothing_and_a_right_one_is_followed_without_a_restart()
            throws IOException {
        Files.writeString(folder.resolve("upstreams.toml"), "[provider.first]\ntype = \"fall\"\n");
        touch();
        gateway.clock.advance(Duration.ofSeconds(10));
        assertThat(completed(gateway.createMarble()).at("/provider").asString()).isEqualTo("first");

        write("choice = \"weight\"");
        Files.writeString(
                folder.resolve("upstreams.toml"),
                Files.readString(folder.resolve("upstreams.toml"))
                        .replace("\"first\", \"second\"", "\"second\""));
        gateway.await(
                gateway.createMarble(),
                _ -> {
                    gateway.clock.advance(Duration.ofSeconds(10));
                    first.finish();
                    second.finish();
                    completed(gateway.createMarble());
                    return second.started() > 0;
                });
        assertThat(completed(gateway.createMarble()).at("/provider").asString())
                .isEqualTo("second");
    }
}
