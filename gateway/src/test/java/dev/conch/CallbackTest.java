package dev.conch;

import static dev.conch.testing.TestGateway.MARBLE;
import static dev.conch.testing.TestGateway.TEXT_TO_VIDEO;
import static dev.conch.testing.TestGateway.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.db.Dialect;
import dev.conch.testing.Complaint;
import dev.conch.testing.FakeUpstream;
import dev.conch.testing.TestDatabases;
import dev.conch.testing.TestGateway;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The end of a task reaches its callback, through the whole gateway. */
@ParameterizedClass
@EnumSource(Dialect.class)
class CallbackTest {
    private static final FakeUpstream.Step OK =
            FakeUpstream.reply(200, Map.of("Content-Type", "text/plain"), new byte[0]);
    private static final FakeUpstream.Step BROKEN =
            FakeUpstream.reply(500, Map.of("Content-Type", "text/plain"), new byte[0]);

    @Parameter Dialect dialect;
    @TempDir Path folder;

    private TestGateway gateway() {
        var settings = new HashMap<String, String>();
        settings.put("outbound.allow_private_networks", "true");
        if (dialect == Dialect.POSTGRESQL) {
            settings.put("db.url", TestDatabases.freshPostgres());
        }
        return TestGateway.with(folder, 1_000, settings);
    }

    private static String order(FakeUpstream receiver) {
        return MARBLE.replace(
                "}", ", \"callback_url\": \"%s\"}".formatted(receiver.url("/hook?x=1")));
    }

    private static void await(BooleanSupplier done) {
        long end = System.nanoTime() + 20_000_000_000L;
        while (!done.getAsBoolean()) {
            assertThat(System.nanoTime()).as("gave up waiting").isLessThan(end);
            LockSupport.parkNanos(5_000_000);
        }
    }

    private static JsonNode body(String request) {
        return JsonMapper.shared().readTree(request);
    }

    @Test
    @Complaint(23)
    void a_completed_task_is_posted_as_a_poll_would_answer_it() {
        try (var receiver = new FakeUpstream(OK);
                var gateway = gateway()) {
            gateway.start();
            var id = json(gateway.post(TEXT_TO_VIDEO, order(receiver))).at("/id").asString();
            var task = gateway.awaitStatus(id, "completed");
            await(() -> receiver.received().size() == 1);

            assertThat(body(receiver.received().getFirst().text())).isEqualTo(task);
            assertThat(receiver.requests().getFirst())
                    .startsWith("POST /hook?x=1 HTTP/1.1")
                    .containsIgnoringCase("webhook-id: msg_")
                    .containsIgnoringCase("webhook-timestamp: ")
                    .containsIgnoringCase("webhook-signature: v1,");
        }
    }

    @Test
    void a_failed_and_a_canceled_task_are_told_of_as_well() {
        try (var receiver = new FakeUpstream(OK, OK);
                var gateway = gateway()) {
            gateway.provider.fails("No");
            gateway.start();
            gateway.post(TEXT_TO_VIDEO, order(receiver));
            await(() -> receiver.received().size() == 1);
            gateway.provider.works(0);
            var waiting = json(gateway.post(TEXT_TO_VIDEO, order(receiver))).at("/id").asString();
            gateway.delete("/api/v1/tasks/" + waiting);
            await(() -> receiver.received().size() == 2);

            assertThat(body(receiver.received().get(0).text()).at("/error").asString())
                    .isEqualTo("No");
            assertThat(body(receiver.received().get(1).text()).at("/error_code").asString())
                    .isEqualTo("canceled");
        }
    }

    @Test
    @Complaint({25, 45})
    void a_delivery_that_failed_is_sent_again_after_a_restart_with_the_same_id_and_body() {
        try (var receiver = new FakeUpstream(BROKEN, OK)) {
            var first = gateway();
            first.start();
            first.post(TEXT_TO_VIDEO, order(receiver));
            await(() -> receiver.received().size() == 1);
            first.close();
            try (var second = TestGateway.reopened(first, folder)) {
                second.clock.advance(java.time.Duration.ofSeconds(6));
                second.start();
                await(() -> receiver.received().size() == 2);

                assertThat(receiver.received().get(1).text())
                        .isEqualTo(receiver.received().get(0).text());
                assertThat(idOf(receiver.requests().get(1)))
                        .isEqualTo(idOf(receiver.requests().get(0)));
            }
        }
    }

    private static String idOf(String head) {
        return head.lines()
                .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("webhook-id:"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_callback_into_the_operators_own_network_is_refused_at_create() {
        try (var gateway = TestGateway.on(dialect, folder, 100)) {
            gateway.start();
            for (var url :
                    new String[] {
                        "https://127.0.0.1/x",
                        "http://example.com/x",
                        "https://[::1]/",
                        "https://x:1/"
                    }) {
                var answer =
                        gateway.post(
                                TEXT_TO_VIDEO,
                                MARBLE.replace("}", ", \"callback_url\": \"" + url + "\"}"));

                assertThat(answer.statusCode()).as(url).isEqualTo(422);
                assertThat(json(answer).at("/errors/callback_url/0").isString()).isTrue();
            }
            assertThat(gateway.balance().at("/held_cents").asInt()).isZero();
        }
    }
}
