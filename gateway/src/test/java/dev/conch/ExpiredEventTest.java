package dev.conch;

import static dev.conch.testing.Admin.ok;
import static dev.conch.testing.SettableClock.NOON;
import static dev.conch.testing.TestGateway.MARBLE;
import static dev.conch.testing.TestGateway.TEXT_TO_VIDEO;
import static dev.conch.testing.TestGateway.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.db.Dialect;
import dev.conch.testing.Admin;
import dev.conch.testing.Complaint;
import dev.conch.testing.FakeUpstream;
import dev.conch.testing.TestGateway;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The end of a file's time reaches the endpoints that asked for it. */
@ParameterizedClass
@EnumSource(Dialect.class)
@Timeout(60)
class ExpiredEventTest {
    private static final FakeUpstream.Step OK = FakeUpstream.reply(204, Map.of(), new byte[0]);
    private static final Duration WEEK = Duration.ofDays(7);

    @Parameter Dialect dialect;
    @TempDir Path folder;
    private TestGateway gateway;
    private Admin owner;
    private FakeUpstream receiver;

    @BeforeEach
    void open() {
        receiver = new FakeUpstream().otherwise(OK);
        var settings = Map.of("outbound.allow_private_networks", "true");
        gateway = TestGateway.on(dialect, folder, 10_000, settings).start();
        owner = new Admin(gateway, TestGateway.KEY);
    }

    @AfterEach
    void close() {
        gateway.close();
        receiver.close();
    }

    private static void await(BooleanSupplier done) {
        long end = System.nanoTime() + 20_000_000_000L;
        while (!done.getAsBoolean()) {
            assertThat(System.nanoTime()).as("gave up waiting").isLessThan(end);
            LockSupport.parkNanos(5_000_000);
        }
    }

    private void endpoint(String path, String members) {
        var body = "{\"url\": \"%s\"%s}".formatted(receiver.url(path), members);
        ok(owner.post("accounts/1/webhook_endpoints", body));
    }

    /** What came to a path, in order. */
    private List<JsonNode> received(String path) {
        return receiver.received().stream()
                .filter(request -> request.head().startsWith("POST " + path + " "))
                .map(request -> JsonMapper.shared().readTree(request.text()))
                .toList();
    }

    private String create() {
        var order = MARBLE.replace("}", ", \"callback_url\": \"" + receiver.url("/own") + "\"}");
        var id = json(gateway.post(TEXT_TO_VIDEO, order)).at("/id").asString();
        gateway.awaitStatus(id, "completed");
        return id;
    }

    private List<String> told() {
        return ok(owner.get("accounts/1/webhook_deliveries?event_type=video.expired"))
                .at("/webhook_deliveries")
                .valueStream()
                .map(delivery -> delivery.at("/task_id").asString())
                .toList();
    }

    @Test
    @Complaint(31)
    void who_asked_for_it_is_told_once_when_a_file_leaves_and_nobody_else_is() {
        endpoint("/expired", ", \"events\": [\"video.expired\"]");
        endpoint("/ends", "");
        var id = create();
        await(() -> received("/own").size() == 1 && received("/ends").size() == 1);
        gateway.clock.advance(WEEK.minusSeconds(1));
        var young = create();
        await(() -> received("/own").size() == 2 && received("/ends").size() == 2);
        assertThat(received("/expired")).isEmpty();

        gateway.clock.advance(Duration.ofMinutes(1));
        await(() -> received("/expired").size() == 1);

        var event = received("/expired").getFirst();
        assertThat(event.at("/type").asString()).isEqualTo("video.expired");
        assertThat(Instant.parse(event.at("/timestamp").asString()))
                .isEqualTo(NOON.plus(WEEK).plusSeconds(59));
        assertThat(event.at("/data")).isEqualTo(gateway.task(id));
        assertThat(event.at("/data/status").asString()).isEqualTo("completed");
        assertThat(event.at("/data/videos/0/url").isNull()).isTrue();
        assertThat(event.at("/data/videos/0/deleted").asString()).isEqualTo("expired");

        gateway.clock.advance(WEEK);
        await(() -> received("/expired").size() == 2);
        assertThat(told()).containsExactly(young, id);
        assertThat(received("/own")).hasSize(2);
        assertThat(received("/ends")).hasSize(2);
    }

    @Test
    void a_deletion_on_request_is_no_end_of_time() {
        endpoint("/expired", ", \"events\": [\"video.expired\"]");
        var deleted = create();
        var kept = create();
        assertThat(gateway.delete("/api/v1/tasks/" + deleted + "/files").statusCode())
                .isEqualTo(200);

        gateway.clock.advance(WEEK.plusMinutes(1));
        await(() -> !received("/expired").isEmpty());

        assertThat(told()).containsExactly(kept);
    }
}
