package dev.conch;

import static dev.conch.testing.Admin.ok;
import static dev.conch.testing.TestGateway.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.testing.Admin;
import dev.conch.testing.FakeUpstream;
import dev.conch.testing.TestGateway;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Endpoints that are told of an account's tasks, administered over HTTP. */
class WebhookRoutesTest {
    private static final FakeUpstream.Step OK = FakeUpstream.reply(204, Map.of(), new byte[0]);
    private static final String ENDPOINTS = "accounts/1/webhook_endpoints";
    private static final String DELIVERIES = "accounts/1/webhook_deliveries";

    @TempDir Path folder;
    private TestGateway gateway;
    private Admin owner;
    private FakeUpstream receiver;

    @BeforeEach
    void open() {
        receiver = new FakeUpstream().otherwise(OK);
        gateway =
                TestGateway.with(folder, 10_000, Map.of("outbound.allow_private_networks", "true"));
        gateway.start();
        owner = new Admin(gateway, TestGateway.KEY);
    }

    @AfterEach
    void close() {
        gateway.close();
        receiver.close();
    }

    private JsonNode create() {
        return ok(owner.post(ENDPOINTS, "{\"url\": \"%s\"}".formatted(receiver.url("/hook"))));
    }

    private static void await(BooleanSupplier done) {
        long end = System.nanoTime() + 20_000_000_000L;
        while (!done.getAsBoolean()) {
            assertThat(System.nanoTime()).as("gave up waiting").isLessThan(end);
            LockSupport.parkNanos(5_000_000);
        }
    }

    private JsonNode received(int index) {
        await(() -> receiver.received().size() > index);
        return JsonMapper.shared().readTree(receiver.received().get(index).text());
    }

    @Test
    void a_new_endpoint_shows_its_secret_once_and_hears_of_the_ends_of_tasks() {
        var made = create();
        var shown = ok(owner.get(ENDPOINTS + "/" + made.at("/id").asString()));
        var task = gateway.awaitStatus(gateway.createMarble(), "completed");

        assertThat(made.at("/secret").asString()).startsWith("whsec_");
        assertThat(shown.has("secret")).isFalse();
        assertThat(received(0).at("/type").asString()).isEqualTo("video.completed");
        assertThat(received(0).at("/data")).isEqualTo(task);
    }

    @Test
    void the_same_create_under_the_same_key_is_one_endpoint_and_its_secret_stays_unseen() {
        var body = "{\"url\": \"%s\"}".formatted(receiver.url("/hook"));
        var first = ok(owner.postOnce(ENDPOINTS, body, "once"));
        var again = ok(owner.postOnce(ENDPOINTS, body, "once"));

        assertThat(again.at("/id").asString()).isEqualTo(first.at("/id").asString());
        assertThat(again.at("/replayed").asBoolean()).isTrue();
        assertThat(again.at("/secret").isNull()).isTrue();
        assertThat(ok(owner.get(ENDPOINTS)).at("/webhook_endpoints")).hasSize(1);
    }

    @Test
    void what_is_wrong_is_named_and_makes_nothing() {
        var url = owner.post(ENDPOINTS, "{\"url\": \"ftp://example.com/x\"}");
        var event =
                owner.post(
                        ENDPOINTS,
                        "{\"url\": \"%s\", \"events\": [\"video.complete\"]}"
                                .formatted(receiver.url("/x")));
        var member = owner.post(ENDPOINTS, "{\"uri\": \"https://example.com\"}");

        assertThat(url.statusCode()).isEqualTo(422);
        assertThat(json(url).at("/errors/url/0").isString()).isTrue();
        assertThat(event.statusCode()).isEqualTo(422);
        assertThat(event.body()).contains("video.completed");
        assertThat(json(member).at("/errors/uri/0").asString()).contains("did you mean url?");
        assertThat(ok(owner.get(ENDPOINTS)).at("/webhook_endpoints")).isEmpty();
    }

    @Test
    void neither_a_strangers_endpoint_nor_a_strangers_account_is_found() {
        var operator = Admin.operator(gateway);
        var other = ok(operator.post("accounts", "{\"name\": \"Eve\", \"email\": \"e@x.org\"}"));
        var id = create().at("/id").asString();
        var strange = "accounts/%d/webhook_endpoints/%s".formatted(other.at("/id").asLong(), id);

        assertThat(operator.get(strange).statusCode()).isEqualTo(404);
        assertThat(owner.get(strange).statusCode()).isEqualTo(404);
    }

    @Test
    void a_test_message_arrives_and_is_in_the_log_with_its_attempt() {
        var id = create().at("/id").asString();
        ok(owner.post(ENDPOINTS + "/" + id + "/test", ""));

        assertThat(received(0).at("/type").asString()).isEqualTo("webhook.test");
        await(() -> delivery(0).at("/state").asString().equals("delivered"));
        var details = ok(owner.get(DELIVERIES + "/" + delivery(0).at("/id").asString()));
        assertThat(details.at("/attempts/0/status").asInt()).isEqualTo(204);
    }

    private JsonNode delivery(int index) {
        return ok(owner.get(DELIVERIES)).at("/webhook_deliveries/" + index);
    }

    @Test
    void a_delivery_is_sent_again_on_demand_with_the_same_id() {
        create();
        gateway.awaitStatus(gateway.createMarble(), "completed");
        received(0);
        await(() -> delivery(0).at("/state").asString().equals("delivered"));
        ok(owner.post(DELIVERIES + "/" + delivery(0).at("/id").asString() + "/redeliver", ""));
        received(1);

        assertThat(receiver.received().get(1).header("webhook-id"))
                .isEqualTo(receiver.received().get(0).header("webhook-id"));
        assertThat(receiver.received().get(1).text()).isEqualTo(receiver.received().get(0).text());
    }

    @Test
    void after_a_rotation_both_secrets_sign() {
        var id = create().at("/id").asString();
        var rotated = ok(owner.post(ENDPOINTS + "/" + id + "/rotate_secret", ""));
        ok(owner.post(ENDPOINTS + "/" + id + "/test", ""));
        received(0);

        assertThat(rotated.at("/secret").asString()).startsWith("whsec_");
        assertThat(receiver.received().getFirst().header("webhook-signature").split(" "))
                .hasSize(2);
    }

    @Test
    void a_disabled_endpoint_hears_nothing_and_the_audit_log_knows_who_did_it() {
        var id = create().at("/id").asString();
        var changed = ok(owner.send("PATCH", ENDPOINTS + "/" + id, "{\"enabled\": false}"));
        gateway.awaitStatus(gateway.createMarble(), "completed");
        var audit = ok(owner.get("audit?account=1"));

        assertThat(changed.at("/enabled").asBoolean()).isFalse();
        assertThat(ok(owner.get(DELIVERIES)).at("/webhook_deliveries")).isEmpty();
        assertThat(audit.toString()).contains("webhook_endpoint.update");
    }

    @Test
    void the_story_of_a_task_has_its_deliveries() {
        create();
        var id = gateway.createMarble();
        gateway.awaitStatus(id, "completed");
        received(0);

        var story = ok(Admin.operator(gateway).get("tasks/" + id));

        assertThat(story.at("/deliveries/0/event").asString()).isEqualTo("video.completed");
    }
}
