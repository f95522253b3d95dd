package dev.conch;

import static dev.conch.testing.Admin.ok;
import static dev.conch.testing.TestGateway.MARBLE;
import static dev.conch.testing.TestGateway.TEXT_TO_VIDEO;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.db.Dialect;
import dev.conch.testing.Admin;
import dev.conch.testing.FakeUpstream;
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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** How long the log of deliveries reaches back. */
@ParameterizedClass
@EnumSource(Dialect.class)
class WebhookRetentionTest {
    private static final FakeUpstream.Step OK = FakeUpstream.reply(204, Map.of(), new byte[0]);
    private static final FakeUpstream.Step BROKEN = FakeUpstream.reply(500, Map.of(), new byte[0]);
    private static final String DELIVERIES = "accounts/1/webhook_deliveries";

    @Parameter Dialect dialect;
    @TempDir Path folder;
    private TestGateway gateway;
    private Admin owner;

    @BeforeEach
    void open() {
        gateway =
                TestGateway.on(
                        dialect,
                        folder,
                        10_000,
                        Map.of(
                                "outbound.allow_private_networks",
                                "true",
                                "webhooks.retention_days",
                                "2"));
        gateway.start();
        owner = new Admin(gateway, TestGateway.KEY);
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    private static void await(BooleanSupplier done) {
        long end = System.nanoTime() + 20_000_000_000L;
        while (!done.getAsBoolean()) {
            assertThat(System.nanoTime()).as("gave up waiting").isLessThan(end);
            LockSupport.parkNanos(5_000_000);
        }
    }

    private void createFor(FakeUpstream receiver) {
        var order = MARBLE.replace("}", ", \"callback_url\": \"" + receiver.url("/") + "\"}");
        assertThat(gateway.post(TEXT_TO_VIDEO, order).statusCode()).isEqualTo(200);
    }

    private List<JsonNode> deliveries() {
        return ok(owner.get(DELIVERIES)).at("/webhook_deliveries").valueStream().toList();
    }

    private boolean all(String state) {
        return deliveries().stream().allMatch(one -> one.at("/state").asString().equals(state));
    }

    /** Of the newest delivery, and known to the gateway. */
    private int attempts() {
        return deliveries().getFirst().at("/attempts").asInt();
    }

    @Test
    void deliveries_leave_the_log_when_their_time_is_over_and_not_while_they_wait() {
        try (var healthy = new FakeUpstream(OK);
                var broken = new FakeUpstream(BROKEN, BROKEN).otherwise(OK)) {
            createFor(healthy);
            await(() -> deliveries().size() == 1 && all("delivered"));
            createFor(broken);
            await(() -> deliveries().size() == 2 && attempts() == 1);
            var ended = deliveries().getLast().at("/id").asString();
            gateway.clock.advance(Duration.ofDays(2));
            await(() -> attempts() == 2);
            assertThat(deliveries()).hasSize(2);

            gateway.clock.advance(Duration.ofMinutes(1));
            await(() -> deliveries().size() == 1);

            assertThat(owner.get(DELIVERIES + "/" + ended).statusCode()).isEqualTo(404);
            gateway.clock.advance(Duration.ofHours(1));
            await(() -> all("delivered"));
            assertThat(deliveries()).hasSize(1);
            assertThat(broken.received()).hasSize(3);
            gateway.clock.advance(Duration.ofDays(2).plusMinutes(1));
            await(() -> deliveries().isEmpty());
        }
    }
}
