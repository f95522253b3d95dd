package dev.conch.cli;

import static dev.conch.testing.TestGateway.MARBLE;
import static dev.conch.testing.TestGateway.TEXT_TO_VIDEO;
import static dev.conch.testing.TestGateway.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.cli.Shell.Ran;
import dev.conch.testing.Admin;
import dev.conch.testing.FakeUpstream;
import dev.conch.testing.TestGateway;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.json.JsonMapper;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** {@code conch webhooks}, as a shell runs it against a whole gateway and a real receiver. */
@Timeout(60)
class WebhookCommandsTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final FakeUpstream.Step OK = FakeUpstream.reply(204, Map.of(), new byte[0]);
    private static final FakeUpstream.Step BROKEN = FakeUpstream.reply(503, Map.of(), new byte[0]);
    private static final FakeUpstream.Step GONE = FakeUpstream.reply(410, Map.of(), new byte[0]);
    private static final String SECRET = "whsec_[0-9A-Za-z+/=]{32,}";

    @TempDir Path folder;
    private TestGateway gateway;
    private FakeUpstream receiver;
    private Shell shell;

    @BeforeEach
    void open() {
        receiver = new FakeUpstream().otherwise(OK);
        var settings = Map.of("outbound.allow_private_networks", "true");
        gateway = TestGateway.with(folder, 10_000, settings).start();
        shell = Shell.at(gateway);
    }

    @AfterEach
    void close() {
        gateway.close();
        receiver.close();
    }

    private static String[] webhooks(String... rest) {
        var words = new String[rest.length + 1];
        words[0] = "webhooks";
        System.arraycopy(rest, 0, words, 1, rest.length);
        return words;
    }

    private Ran done(String... rest) {
        return shell.done(webhooks(rest));
    }

    private Ran refused(String... rest) {
        var ran = shell.run(webhooks(rest));
        assertThat(ran.exitCode()).as(ran.out()).isEqualTo(1);
        assertThat(ran.out()).isEmpty();
        return ran;
    }

    private int wrong(String... rest) {
        return shell.run(webhooks(rest)).exitCode();
    }

    private static void await(BooleanSupplier done) {
        long end = System.nanoTime() + 20_000_000_000L;
        while (!done.getAsBoolean()) {
            assertThat(System.nanoTime()).as("gave up waiting").isLessThan(end);
            LockSupport.parkNanos(5_000_000);
        }
    }

    private static String endpoint(Ran ran) {
        return ran.firstMatch("we_[0-9a-f]{32}");
    }

    private String create() {
        return endpoint(done("endpoints", "create", receiver.url("/hook")));
    }

    /** The newest delivery when it is in {@code state}. */
    private String delivery(String state) {
        await(
                () ->
                        JSON.readTree(done("deliveries", "list", "--json").out())
                                .at("/webhook_deliveries/0/state")
                                .asString()
                                .equals(state));
        return done("deliveries", "list").firstMatch("msg_[0-9a-f]{32}");
    }

    private String completed() {
        var id = gateway.createMarble();
        gateway.awaitStatus(id, "completed");
        return id;
    }

    @Test
    void an_endpoint_is_made_with_a_secret_that_is_shown_once_and_is_listed_without_it() {
        var made =
                done(
                        "endpoints",
                        "create",
                        receiver.url("/hook"),
                        "--event",
                        "video.completed",
                        "--event",
                        "video.expired",
                        "--description",
                        "the shop",
                        "--project",
                        "1");
        var secret = made.firstMatch(SECRET);

        assertThat(made.out()).contains("its secret, shown only this once: " + secret);
        for (var shown :
                new String[] {
                    done("endpoints", "list").out(), done("endpoints", "show", endpoint(made)).out()
                }) {
            assertThat(shown)
                    .contains(endpoint(made), "enabled", "2026-11-22 12:00:00", "the shop")
                    .contains("video.completed,video.expired", receiver.url("/hook"))
                    .doesNotContain("whsec_");
        }
        completed();
        await(() -> receiver.received().size() == 1);
    }

    @Test
    void an_endpoint_of_kind_ed25519_shows_its_public_key() {
        var made = done("endpoints", "create", receiver.url("/hook"), "--kind", "ed25519");

        assertThat(made.firstMatch("its public key, shown only this once: whpk_.+")).isNotNull();
        assertThat(wrong("endpoints", "create", receiver.url("/hook"), "--kind", "rsa"))
                .isEqualTo(2);
    }

    @Test
    void the_same_create_under_a_name_makes_one_endpoint_and_does_not_show_its_secret_again() {
        var command =
                new String[] {
                    "endpoints", "create", receiver.url("/hook"), "--idempotency-key", "shop-1"
                };
        var first = done(command);
        var again = done(command);

        assertThat(endpoint(again)).isEqualTo(endpoint(first));
        assertThat(again.out()).contains("made before, not again: ").doesNotContain("whsec_");
    }

    @Test
    void an_endpoint_is_changed_disabled_enabled_and_removed() {
        var id = create();
        var updated =
                done(
                        "endpoints",
                        "update",
                        id,
                        "--to",
                        receiver.url("/new"),
                        "--event",
                        "video.queued",
                        "--description",
                        "moved");
        assertThat(updated.out()).contains(receiver.url("/new"), "video.queued", "moved");
        assertThat(updated.out()).doesNotContain("video.completed");

        assertThat(done("endpoints", "disable", id).out())
                .contains("disabled", "Disabled by its owner");
        completed();
        assertThat(done("deliveries", "list").out()).isEqualToIgnoringNewLines("none");
        assertThat(done("endpoints", "enable", id).out())
                .contains("enabled")
                .doesNotContain("Disabled by its owner");
        completed();
        await(() -> receiver.received().size() == 1);
        assertThat(done("endpoints", "remove", id).out())
                .isEqualToIgnoringNewLines("removed endpoint " + id);
        assertThat(done("endpoints", "list").out()).isEqualToIgnoringNewLines("none");
        assertThat(refused("endpoints", "show", id).err()).contains("no webhook endpoint " + id);
        assertThat(shell.done("audit", "--account", "1").out())
                .contains("webhook_endpoint.delete", "webhook_endpoint.update");
    }

    @Test
    void who_fails_and_who_was_disabled_for_it_is_seen_in_the_list() {
        receiver.otherwise(BROKEN);
        var failing = create();
        done("endpoints", "test", failing);
        await(() -> done("endpoints", "list").out().contains("failing"));

        receiver.otherwise(GONE);
        var gone = create();
        done("endpoints", "test", gone);
        await(() -> done("endpoints", "show", gone).out().contains("disabled"));

        assertThat(done("endpoints", "show", gone).out()).contains("answered 410 Gone");
        assertThat(refused("endpoints", "test", gone).err())
                .contains("The endpoint is disabled; enable it first");
    }

    @Test
    void a_rotated_secret_is_shown_and_signs_beside_the_former_one() {
        var made = done("endpoints", "create", receiver.url("/hook"));
        var rotated = done("endpoints", "rotate", endpoint(made));

        assertThat(rotated.firstMatch(SECRET)).isNotEqualTo(made.firstMatch(SECRET));
        assertThat(rotated.out())
                .contains("shown only this once", "the former secret signs beside it for 24 hours");
        done("endpoints", "test", endpoint(made));
        await(() -> receiver.received().size() == 1);
        assertThat(receiver.received().getFirst().header("webhook-signature").split(" "))
                .hasSize(2);

        assertThat(done("endpoints", "rotate", endpoint(made), "--overlap-hours", "0").out())
                .contains("the former secret signs nothing more");
    }

    @Test
    void a_test_is_sent_and_its_delivery_is_shown_with_its_attempts_and_its_body() {
        var id = create();
        var sent = done("endpoints", "test", id);
        var delivery = sent.firstMatch("msg_[0-9a-f]{32}");
        assertThat(sent.out())
                .contains("webhook.test", "conch webhooks deliveries show " + delivery);
        assertThat(delivery("delivered")).isEqualTo(delivery);

        assertThat(done("deliveries", "show", delivery).out())
                .contains("delivery  " + delivery + "  delivered", "of        webhook.test\n")
                .contains("to        " + receiver.url("/hook") + ", endpoint " + id)
                .containsSubsequence(
                        "2026-11-22 12:00:00.000  created",
                        "try 1: accepted with HTTP 204, after ",
                        "delivered",
                        receiver.received().getFirst().text());
    }

    @Test
    void a_delivery_that_failed_says_why_when_it_is_tried_next_and_is_sent_again_on_demand() {
        receiver.otherwise(BROKEN);
        create();
        var task = completed();
        await(() -> done("deliveries", "list").out().contains("HTTP 503"));
        var delivery = delivery("pending");
        assertThat(done("deliveries", "show", delivery).out())
                .contains("of        video.completed, task " + task)
                .contains("next try  2026-11-22 12:00:0", "error     HTTP 503")
                .contains("try 1: HTTP 503, after ")
                .doesNotContain("accepted");
        assertThat(shell.done("task", task).out()).contains("webhook " + delivery);

        receiver.otherwise(OK);
        var again = done("deliveries", "redeliver", delivery);
        assertThat(again.out()).contains(delivery, "pending");
        assertThat(delivery("delivered")).isEqualTo(delivery);
        assertThat(receiver.received()).hasSize(2);
    }

    @Test
    void after_an_outage_all_that_was_not_delivered_since_is_sent_again() {
        receiver.otherwise(BROKEN);
        var endpoint = create();
        completed();
        gateway.clock.advance(Duration.ofMinutes(1));
        completed();
        completed();
        await(
                () ->
                        JSON.readTree(done("deliveries", "list", "--json").out())
                                .at("/webhook_deliveries")
                                .valueStream()
                                .allMatch(one -> one.at("/attempts").asInt() > 0));
        receiver.otherwise(OK);

        assertThat(done("deliveries", "redeliver", "--since", "2026-11-22T12:00:01Z").out())
                .isEqualToIgnoringNewLines("sent again: 2");
        await(
                () ->
                        done("deliveries", "list", "--state", "delivered")
                                        .out()
                                        .lines()
                                        .filter(line -> line.startsWith("msg_"))
                                        .count()
                                >= 2);
        assertThat(
                        done(
                                        "deliveries",
                                        "redeliver",
                                        "--since",
                                        "2026-11-23T00:00:00Z",
                                        "--endpoint",
                                        endpoint)
                                .out())
                .isEqualToIgnoringNewLines("sent again: 0");
        assertThat(refused("deliveries", "redeliver", "--since", "yesterday").err())
                .contains("such as 2026-11-24T00:00:00Z");
    }

    @Test
    void what_to_send_again_must_be_said_and_only_one_way() {
        assertThat(wrong("deliveries", "redeliver")).isEqualTo(2);
        assertThat(wrong("deliveries", "redeliver", "--endpoint", "we_1")).isEqualTo(2);
        assertThat(wrong("deliveries", "redeliver", "msg_1", "--since", "2026-11-22T12:00:01Z"))
                .isEqualTo(2);
        assertThat(refused("deliveries", "redeliver", "msg_1").err())
                .contains("no webhook delivery msg_1");
    }

    @Test
    void deliveries_are_listed_by_page_and_filtered() {
        var one = create();
        var other = endpoint(done("endpoints", "create", receiver.url("/other")));
        var task = completed();
        completed();
        done("endpoints", "test", one);

        var page = done("deliveries", "list", "--limit", "2").out();
        assertThat(page.lines()).hasSize(4);
        var cursor = page.substring(page.indexOf("more: --cursor ") + 15).strip();
        var rest = done("deliveries", "list", "--limit", "200", "--cursor", cursor).out();
        assertThat(rest.lines()).hasSize(4);
        assertThat(rest).doesNotContain("more: ");
        assertThat(rows("--task", task)).isEqualTo(2);
        assertThat(rows("--endpoint", other)).isEqualTo(2);
        assertThat(rows("--endpoint", one, "--task", task)).isEqualTo(1);
        assertThat(rows("--event", "webhook.test")).isEqualTo(1);
        assertThat(rows("--state", "canceled")).isZero();
        assertThat(refused("deliveries", "list", "--state", "lost").err())
                .contains("state must be one of: pending, delivered, failed, canceled");
    }

    private long rows(String... filters) {
        var words = new String[filters.length + 2];
        words[0] = "deliveries";
        words[1] = "list";
        System.arraycopy(filters, 0, words, 2, filters.length);
        return done(words).out().lines().filter(line -> line.startsWith("msg_")).count();
    }

    @Test
    void the_secret_of_a_keys_callbacks_is_shown_and_rotated() {
        var key = Admin.operator(gateway).key(1, "");
        var id = key.at("/id").asString();
        var shown = done("callback-secret", "show", id);
        assertThat(shown.out()).contains("callbacks of " + id + " are signed with whsec_");
        assertThat(done("callback-secret", "show", id).out()).isEqualTo(shown.out());

        var rotated = done("callback-secret", "rotate", id, "--overlap-hours", "1");
        assertThat(rotated.firstMatch(SECRET)).isNotEqualTo(shown.firstMatch(SECRET));
        assertThat(rotated.out()).contains("the former secret signs beside it for an hour");
        assertThat(done("callback-secret", "show", id).firstMatch(SECRET))
                .isEqualTo(rotated.firstMatch(SECRET));

        var order = MARBLE.replace("}", ", \"callback_url\": \"" + receiver.url("/own") + "\"}");
        var create =
                gateway.send(
                        gateway.request(TEXT_TO_VIDEO, key.at("/key").asString())
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(order)));
        assertThat(json(create).at("/id").isString()).isTrue();
        await(() -> receiver.received().size() == 1);
        assertThat(receiver.received().getFirst().header("webhook-signature").split(" "))
                .hasSize(2);
        assertThat(done("deliveries", "show", delivery("delivered")).out())
                .contains(receiver.url("/own") + ", callback");
        assertThat(refused("callback-secret", "show", "token_none").err()).contains("404");
    }

    @Test
    void json_is_what_the_gateway_answers() {
        var made = JSON.readTree(done("endpoints", "create", receiver.url("/x"), "--json").out());
        assertThat(made.at("/secret").asString()).matches(SECRET);
        var id = made.at("/id").asString();
        var test = JSON.readTree(done("endpoints", "test", id, "--json").out()).at("/id");
        delivery("delivered");

        assertThat(JSON.readTree(done("endpoints", "list", "--json").out()))
                .isEqualTo(Admin.ok(Admin.operator(gateway).get("accounts/1/webhook_endpoints")));
        var shown = JSON.readTree(done("deliveries", "show", test.asString(), "--json").out());
        assertThat(shown.at("/attempts/0/status").asInt()).isEqualTo(204);
        var since = done("deliveries", "redeliver", "--since", "2026-11-22T00:00:00Z", "--json");
        assertThat(JSON.readTree(since.out()).at("/redelivered").asInt(-1)).isZero();
    }

    @Test
    void what_is_wrong_with_an_endpoint_is_said() {
        assertThat(refused("endpoints", "create", "ftp://example.com").err()).contains("url");
        assertThat(
                        refused(
                                        "endpoints",
                                        "create",
                                        receiver.url("/x"),
                                        "--event",
                                        "video.complete")
                                .err())
                .contains("video.completed");
        assertThat(refused("endpoints", "create", receiver.url("/x"), "--project", "77").err())
                .contains("project");
        assertThat(done("endpoints", "list").out()).isEqualToIgnoringNewLines("none");
        assertThat(refused("endpoints", "update", "we_none", "--to", receiver.url("/y")).err())
                .contains("no webhook endpoint we_none");
    }

    @Test
    void with_several_accounts_one_must_be_named() {
        shell.done("accounts", "create", "Ada");
        assertThat(refused("endpoints", "list").err()).contains("say --account; there are: 1");
        assertThat(refused("deliveries", "list").err()).contains("say --account");

        var id = endpoint(done("endpoints", "create", receiver.url("/x"), "--account", "2"));

        assertThat(done("endpoints", "list", "--account", "2").out()).contains(id);
        assertThat(done("endpoints", "list", "--account", "1").out())
                .isEqualToIgnoringNewLines("none");
        assertThat(refused("endpoints", "show", id, "--account", "1").err()).contains("404");
    }

    @Test
    void a_group_alone_prints_its_help_and_a_wrong_word_ends_with_2() {
        assertThat(done().out())
                .contains("Usage: conch webhooks", "endpoints", "deliveries", "callback-secret");
        assertThat(done("endpoints").out()).contains("Usage: conch webhooks endpoints", "rotate");
        assertThat(done("deliveries").out()).contains("redeliver");
        assertThat(done("callback-secret").out()).contains("rotate");
        assertThat(wrong("endpoints", "lst")).isEqualTo(2);
        assertThat(wrong("endpoints", "create")).isEqualTo(2);
    }
}
