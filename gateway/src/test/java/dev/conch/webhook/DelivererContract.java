package dev.conch.webhook;

import static dev.conch.testing.FakeUpstream.chunkedWithoutEnd;
import static dev.conch.testing.FakeUpstream.redirect;
import static dev.conch.testing.FakeUpstream.reply;
import static dev.conch.testing.FakeUpstream.stall;
import static dev.conch.testing.SettableClock.NOON;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.base.TaskId;
import dev.conch.db.Database;
import dev.conch.testing.Complaint;
import dev.conch.testing.FakeUpstream;
import dev.conch.testing.FakeUpstream.Received;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.json.JsonMapper;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** What every database must let the deliverer do. Receivers are real sockets. */
@Timeout(60)
abstract class DelivererContract {
    static final FakeUpstream.Step OK = reply(200, Map.of(), new byte[0]);
    static final FakeUpstream.Step BROKEN = reply(500, Map.of(), new byte[0]);
    private static final Duration LONGER_THAN_ANY_PAUSE = Duration.ofHours(27);

    @TempDir Path folder;
    Rig rig;
    Deliverer deliverer;

    abstract Database open(Path folder);

    @BeforeEach
    void openDatabase() {
        rig = new Rig(open(folder));
        deliverer = rig.deliverer("node_a");
    }

    @AfterEach
    void close() {
        deliverer.close();
        rig.database.close();
    }

    private void deliver() throws InterruptedException {
        Rig.deliverAll(deliverer);
    }

    /** The next attempt of everything that waits. */
    private void deliverNext() throws InterruptedException {
        rig.clock.advance(LONGER_THAN_ANY_PAUSE);
        deliver();
    }

    @Test
    void an_endpoint_gets_the_signed_envelope_of_standard_webhooks() throws Exception {
        try (var receiver = new FakeUpstream(OK)) {
            var endpoint = rig.endpoint(receiver);
            var task = rig.happens("video.completed", null);
            deliver();

            var request = receiver.received().getFirst();
            assertThat(request.head()).startsWith("POST /hook HTTP/1.1\r\n");
            assertThat(request.header("content-type")).isEqualTo("application/json");
            assertThat(request.header("user-agent")).isEqualTo("conch-webhooks");
            assertThat(request.header("webhook-id")).isEqualTo(rig.onlyDelivery().id());
            assertThat(request.header("webhook-timestamp")).isEqualTo("1795348800");
            assertThat(rig.verifies(request, endpoint.secret())).isTrue();
            assertThat(request.text())
                    .isEqualTo(
                            """
                            {"type":"video.completed","timestamp":"2026-11-22T12:00:00.000Z",\
                            "data":{"id":"%s","status":"ü","n":1}}"""
                                    .formatted(task));
        }
    }

    @Test
    void a_callback_gets_the_task_as_a_poll_would_answer_and_is_signed_for_its_key()
            throws Exception {
        try (var receiver = new FakeUpstream(OK)) {
            var task = rig.happens("video.failed", receiver.url("/called?back=1"));
            deliver();

            var request = receiver.received().getFirst();
            assertThat(request.head()).startsWith("POST /called?back=1 HTTP/1.1\r\n");
            assertThat(request.text())
                    .isEqualTo("{\"id\":\"" + task + "\",\"status\":\"ü\",\"n\":1}");
            assertThat(rig.verifies(request, rig.webhooks.callbackSecret(Rig.KEY))).isTrue();
            assertThat(rig.verifies(request, rig.webhooks.callbackSecret("token_2"))).isFalse();
        }
    }

    @Test
    void what_was_accepted_is_not_sent_again_and_its_log_says_so() throws Exception {
        try (var receiver = new FakeUpstream(reply(202, Map.of(), new byte[0]))) {
            rig.endpoint(receiver);
            rig.happens("video.completed", null);
            deliver();
            deliverNext();

            assertThat(receiver.requests()).hasSize(1);
            var details = rig.details(rig.onlyDelivery());
            assertThat(details.delivery().state()).isEqualTo(DeliveryState.DELIVERED);
            assertThat(details.delivery().endedAt()).isEqualTo(NOON);
            assertThat(details.delivery().lastStatus()).isEqualTo(202);
            assertThat(details.delivery().lastError()).isNull();
            assertThat(details.attempts())
                    .singleElement()
                    .satisfies(
                            attempt -> {
                                assertThat(attempt.number()).isEqualTo(1);
                                assertThat(attempt.at()).isEqualTo(NOON);
                                assertThat(attempt.status()).isEqualTo(202);
                                assertThat(attempt.error()).isNull();
                            });
            assertThat(rig.attempts("delivered")).isEqualTo(1);
            assertThat(rig.webhooks.pending()).isZero();
        }
    }

    @Test
    void every_attempt_has_the_same_id_and_bytes_and_a_signature_of_its_own_time()
            throws Exception {
        try (var receiver = new FakeUpstream(BROKEN, BROKEN, BROKEN, OK)) {
            var endpoint = rig.endpoint(receiver);
            rig.happens("video.completed", null);
            for (int i = 0; i < 4; i++) {
                deliver();
                assertThat(rig.verifies(receiver.received().getLast(), endpoint.secret())).isTrue();
                rig.clock.advance(LONGER_THAN_ANY_PAUSE);
            }

            assertThat(receiver.received()).hasSize(4);
            assertThat(receiver.received())
                    .extracting(Received::text)
                    .containsOnly(receiver.received().getFirst().text());
            assertThat(receiver.received())
                    .extracting(request -> request.header("webhook-id"))
                    .containsOnly(rig.onlyDelivery().id());
            assertThat(receiver.received())
                    .extracting(request -> request.header("webhook-timestamp"))
                    .doesNotHaveDuplicates();
            assertThat(rig.written.get()).isEqualTo(1);
            assertThat(rig.onlyDelivery().state()).isEqualTo(DeliveryState.DELIVERED);
        }
    }

    @Test
    void after_ten_tries_in_about_75_hours_it_is_given_up() throws Exception {
        try (var receiver = new FakeUpstream().otherwise(BROKEN)) {
            rig.endpoint(receiver);
            rig.happens("video.completed", null);
            for (int i = 0; i < 10; i++) {
                deliver();
                if (rig.onlyDelivery().state() == DeliveryState.PENDING) {
                    rig.clock.advance(
                            Duration.between(rig.clock.instant(), rig.onlyDelivery().dueAt()));
                }
            }
            deliverNext();

            var details = rig.details(rig.onlyDelivery());
            assertThat(details.delivery().state()).isEqualTo(DeliveryState.FAILED);
            assertThat(details.delivery().attempts()).isEqualTo(10);
            assertThat(details.attempts()).hasSize(10);
            assertThat(Duration.between(NOON, details.attempts().getLast().at()))
                    .as("seed %d", rig.seed)
                    .isBetween(Duration.ofHours(68), Duration.ofHours(84));
            assertThat(receiver.requests()).hasSize(10);
        }
    }

    @Test
    void it_is_not_sent_a_moment_before_it_is_due() throws Exception {
        try (var receiver = new FakeUpstream(BROKEN, OK)) {
            rig.endpoint(receiver);
            rig.happens("video.completed", null);
            deliver();
            var wait = Duration.between(NOON, rig.onlyDelivery().dueAt());
            rig.clock.advance(wait.minusMillis(1));
            deliver();
            assertThat(receiver.requests()).hasSize(1);

            rig.clock.advance(Duration.ofMillis(1));
            deliver();
            assertThat(receiver.requests()).hasSize(2);
        }
    }

    /** Where complaints come from: the address moved, and nobody was told that nothing arrives. */
    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308})
    @Complaint(46)
    void a_redirect_is_a_failure_that_the_log_names_and_is_tried_again(int status)
            throws Exception {
        try (var receiver = new FakeUpstream(redirect(status, "/moved"), OK)) {
            rig.endpoint(receiver);
            rig.happens("video.completed", null);
            deliver();

            assertThat(receiver.requests()).hasSize(1);
            assertThat(rig.onlyDelivery().state()).isEqualTo(DeliveryState.PENDING);
            assertThat(rig.onlyDelivery().lastError())
                    .isEqualTo("HTTP " + status + ": redirects are not followed");

            deliverNext();
            assertThat(receiver.requests().getLast()).startsWith("POST /hook ");
            assertThat(rig.onlyDelivery().state()).isEqualTo(DeliveryState.DELIVERED);
        }
    }

    @Test
    void gone_disables_the_endpoint_visibly_and_cancels_what_waits_for_it() throws Exception {
        try (var receiver = new FakeUpstream(reply(410, Map.of(), new byte[0])).otherwise(OK)) {
            var endpoint = rig.endpoint(receiver, "video.queued", "video.completed").endpoint();
            var task = rig.happens("video.queued", null);
            rig.happens(task, "video.completed", null);
            deliver();
            rig.happens("video.completed", null);
            deliverNext();

            var disabled = rig.webhooks.get(Rig.ACCOUNT, endpoint.id());
            assertThat(disabled.enabled()).isFalse();
            assertThat(disabled.disabledAt()).isEqualTo(NOON);
            assertThat(disabled.disabledReason()).isEqualTo("The receiver answered 410 Gone");
            assertThat(rig.deliveries())
                    .extracting(Delivery::state)
                    .containsExactly(DeliveryState.CANCELED, DeliveryState.FAILED);
            assertThat(rig.deliveries().getFirst().lastError())
                    .isEqualTo("The endpoint was disabled: The receiver answered 410 Gone");
            assertThat(receiver.requests()).hasSize(1);
        }
    }

    @Test
    void gone_ends_a_callback_at_once_and_no_other_one() throws Exception {
        try (var receiver = new FakeUpstream(reply(410, Map.of(), new byte[0]), OK)) {
            rig.happens("video.completed", receiver.url("/"));
            deliver();
            rig.happens("video.completed", receiver.url("/"));
            deliverNext();

            assertThat(rig.deliveries())
                    .extracting(Delivery::state)
                    .containsExactly(DeliveryState.DELIVERED, DeliveryState.FAILED);
        }
    }

    @Test
    void a_receiver_that_asks_for_time_gets_it() throws Exception {
        var busy = reply(503, Map.of("Retry-After", "7200"), new byte[0]);
        try (var receiver = new FakeUpstream(busy, OK)) {
            rig.endpoint(receiver);
            rig.happens("video.completed", null);
            deliver();

            assertThat(rig.onlyDelivery().dueAt()).isEqualTo(NOON.plusSeconds(7200));
            assertThat(rig.details(rig.onlyDelivery()).attempts().getFirst().retryAfter())
                    .isEqualTo("7200");
        }
    }

    @Test
    void what_the_receiver_writes_is_kept_nowhere() throws Exception {
        var talkative =
                reply(
                        500,
                        Map.of("X-Said", "SHIBBOLETH"),
                        "SHIBBOLETH".getBytes(StandardCharsets.US_ASCII));
        try (var receiver =
                new FakeUpstream(
                        talkative,
                        chunkedWithoutEnd(
                                "text/plain", "SHIBBOLETH".getBytes(StandardCharsets.US_ASCII)))) {
            rig.endpoint(receiver);
            rig.happens("video.completed", null);
            deliver();
            deliverNext();

            var details = rig.details(rig.onlyDelivery());
            assertThat(details.delivery().state()).isEqualTo(DeliveryState.DELIVERED);
            assertThat(details.attempts()).hasSize(2);
            assertThat(details.toString()).contains("HTTP 500").doesNotContain("SHIBBOLETH");
        }
    }

    @Test
    void a_name_that_now_leads_into_our_own_network_is_refused_at_the_attempt() throws Exception {
        try (var receiver = new FakeUpstream(OK).otherwise(OK)) {
            rig.hosts.put("hooks.example", "169.254.169.254");
            rig.happens("video.completed", "http://hooks.example:" + receiver.port() + "/");
            deliver();

            assertThat(receiver.requests()).isEmpty();
            assertThat(rig.onlyDelivery().state()).isEqualTo(DeliveryState.PENDING);
            assertThat(rig.onlyDelivery().lastError())
                    .isEqualTo("the host is not on the public internet, or not allowed");
            assertThat(rig.attempts("blocked")).isEqualTo(1);

            rig.hosts.put("hooks.example", "127.0.0.1");
            deliverNext();
            assertThat(rig.onlyDelivery().state()).isEqualTo(DeliveryState.DELIVERED);
        }
    }

    @Test
    @Complaint(45)
    void ten_thousand_messages_of_a_dead_receiver_do_not_delay_another_one() throws Exception {
        try (var dead = new FakeUpstream().otherwise(stall(""));
                var healthy = new FakeUpstream(OK)) {
            var target = rig.endpoint(dead).endpoint();
            rig.database.write(
                    tx -> {
                        for (int i = 0; i < 10_000; i++) {
                            JdbcDeliveries.insert(tx, to(target, TaskId.next()), NOON);
                        }
                        return tx;
                    });
            rig.clock.advance(Duration.ofHours(1));
            rig.happens("video.completed", healthy.url("/"));

            int started = deliverer.pass();

            assertThat(started).isEqualTo(4 + 1);
            while (rig.attempts("delivered") < 1) {
                LockSupport.parkNanos(1_000_000);
            }
            assertThat(healthy.requests()).hasSize(1);
            assertThat(deliverer.pass()).isZero();
        }
    }

    private static JdbcDeliveries.New to(Endpoint endpoint, TaskId task) {
        return new JdbcDeliveries.New(
                Ids.next("msg_"),
                Rig.ACCOUNT,
                Rig.PROJECT,
                task,
                endpoint.target(),
                endpoint.id(),
                "",
                endpoint.url(),
                EventTypes.COMPLETED);
    }

    @Test
    void each_of_many_receivers_has_its_turn() throws Exception {
        var narrow = new Deliverer.Settings(Duration.ofMillis(20), Duration.ofSeconds(5), 1, 2);
        deliverer = rig.deliverer("node_b", narrow);
        try (var receiver = new FakeUpstream().otherwise(OK)) {
            for (int i = 0; i < 9; i++) {
                rig.happens(
                        "video.completed", "http://h" + i + ".example:" + receiver.port() + "/");
            }
            deliver();

            assertThat(receiver.received())
                    .extracting(request -> request.header("host"))
                    .hasSize(9)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void news_of_a_task_wait_for_the_news_before_and_other_tasks_do_not() throws Exception {
        try (var receiver = new FakeUpstream(BROKEN).otherwise(OK)) {
            rig.endpoint(receiver, "video.queued", "video.in_progress", "video.completed");
            var first = rig.happens("video.queued", null);
            deliver();
            rig.happens(first, "video.running", null);
            var second = rig.happens("video.queued", null);
            deliver();
            rig.happens(first, "video.completed", null);
            deliver();

            assertThat(told(receiver))
                    .containsExactly("video.queued " + first, "video.queued " + second);

            deliverNext();
            assertThat(told(receiver).subList(2, 5))
                    .containsExactly(
                            "video.queued " + first,
                            "video.in_progress " + first,
                            "video.completed " + first);
        }
    }

    @Test
    void news_of_a_task_go_on_when_the_news_before_are_given_up() throws Exception {
        try (var receiver = new FakeUpstream().otherwise(BROKEN)) {
            rig.endpoint(receiver, "video.queued", "video.completed");
            var task = rig.happens("video.queued", null);
            rig.happens(task, "video.completed", null);
            for (int i = 0; i < 10; i++) {
                // five days without success would disable the endpoint
                rig.database.write(
                        tx -> {
                            JdbcEndpoints.succeeded(
                                    tx, rig.webhooks.list(Rig.ACCOUNT).getFirst().id());
                            return tx;
                        });
                deliver();
                if (i < 9) {
                    assertThat(told(receiver)).hasSize(i + 1).containsOnly("video.queued " + task);
                }
                rig.clock.advance(LONGER_THAN_ANY_PAUSE);
            }
            assertThat(told(receiver)).hasSize(11).endsWith("video.completed " + task);
        }
    }

    private static List<String> told(FakeUpstream receiver) {
        return receiver.received().stream()
                .map(request -> JsonMapper.shared().readTree(request.text()))
                .map(body -> body.at("/type").asString() + " " + body.at("/data/id").asString())
                .toList();
    }

    @Test
    void after_a_rotation_both_secrets_sign_until_the_overlap_is_over() throws Exception {
        try (var receiver = new FakeUpstream().otherwise(OK)) {
            var created = rig.endpoint(receiver);
            var id = created.endpoint().id();
            var fresh = rig.webhooks.rotateSecret(Rig.ACCOUNT, id, Duration.ofHours(24));
            rig.happens("video.completed", null);
            deliver();

            var during = receiver.received().getLast();
            assertThat(during.header("webhook-signature").split(" ")).hasSize(2);
            assertThat(rig.verifies(during, created.secret())).isTrue();
            assertThat(rig.verifies(during, fresh)).isTrue();

            rig.clock.advance(Duration.ofHours(24));
            rig.happens("video.completed", null);
            deliver();

            var after = receiver.received().getLast();
            assertThat(after.header("webhook-signature").split(" ")).hasSize(1);
            assertThat(rig.verifies(after, created.secret())).isFalse();
            assertThat(rig.verifies(after, fresh)).isTrue();
        }
    }

    @Test
    @Complaint(45)
    void what_a_killed_node_had_claimed_is_sent_again_under_the_same_id() throws Exception {
        try (var receiver = new FakeUpstream().otherwise(OK)) {
            rig.endpoint(receiver);
            rig.happens("video.completed", null);
            var claimed = claimAs("node_killed");
            rig.database.write(
                    tx -> JdbcClaims.keepBody(tx, claimed.getFirst().id(), "{\"first\":1}"));
            deliver();
            assertThat(receiver.requests()).isEmpty();

            assertThat(deliverer.freeDead()).isEqualTo(1);
            deliver();

            var request = receiver.received().getFirst();
            assertThat(request.header("webhook-id")).isEqualTo(claimed.getFirst().id());
            assertThat(request.text()).isEqualTo("{\"first\":1}");
            assertThat(rig.onlyDelivery().attempts()).isEqualTo(1);
        }
    }

    @Test
    void what_a_living_node_has_claimed_is_left_to_it() throws Exception {
        try (var receiver = new FakeUpstream().otherwise(OK)) {
            rig.endpoint(receiver);
            rig.database.write(
                    tx -> tx.handle().execute("insert into node values ('node_living', 1, 1)"));
            rig.happens("video.completed", null);
            claimAs("node_living");

            assertThat(deliverer.freeDead()).isZero();
            deliver();
            assertThat(receiver.requests()).isEmpty();
        }
    }

    private List<Claimed> claimAs(String node) {
        return rig.database.write(
                tx ->
                        JdbcClaims.claim(
                                tx,
                                JdbcClaims.dueTargets(tx, "", "~", rig.clock.instant(), 1)
                                        .getFirst(),
                                rig.clock.instant(),
                                10,
                                node));
    }

    @Test
    void a_message_is_claimed_once() {
        rig.happens("video.completed", "http://127.0.0.1:9/");

        assertThat(claimAs("node_1")).hasSize(1);
        assertThat(
                        rig.<List<String>>read(
                                tx -> JdbcClaims.dueTargets(tx, "", "~", rig.clock.instant(), 1)))
                .isEmpty();
    }

    @Test
    void a_started_deliverer_sends_without_being_asked_and_leaves_a_hung_one_when_it_stops()
            throws Exception {
        try (var hung = new FakeUpstream().otherwise(stall(""));
                var receiver = new FakeUpstream().otherwise(OK)) {
            deliverer.start();
            rig.happens("video.completed", hung.url("/"));
            rig.happens("video.completed", receiver.url("/"));
            while (rig.attempts("delivered") < 1 || hung.requests().isEmpty()) {
                LockSupport.parkNanos(1_000_000);
            }
            long began = System.nanoTime();
            deliverer.close();

            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isLessThan(Duration.ofMillis(2500));
            var left = rig.deliveries().getLast();
            assertThat(left.state()).isEqualTo(DeliveryState.PENDING);
            assertThat(left.attempts()).isZero();
            assertThat(claimAs("node_next")).extracting(Claimed::id).containsExactly(left.id());
        }
    }

    @Test
    void an_endpoint_that_accepts_nothing_for_five_days_is_disabled_visibly() throws Exception {
        try (var receiver = new FakeUpstream().otherwise(BROKEN)) {
            var id = rig.endpoint(receiver).endpoint().id();
            rig.happens("video.completed", null);
            deliver();
            assertThat(rig.webhooks.get(Rig.ACCOUNT, id).failingSince()).isEqualTo(NOON);

            rig.clock.advance(Duration.ofDays(5).minusMillis(1));
            deliver();
            assertThat(rig.webhooks.get(Rig.ACCOUNT, id).enabled()).isTrue();

            rig.happens("video.completed", null);
            rig.clock.advance(Duration.ofMillis(1));
            deliver();
            var disabled = rig.webhooks.get(Rig.ACCOUNT, id);
            assertThat(disabled.enabled()).isFalse();
            assertThat(disabled.disabledReason()).isEqualTo("Nothing was accepted for 5 days");
            assertThat(rig.deliveries())
                    .extracting(Delivery::state)
                    .containsOnly(DeliveryState.CANCELED);
        }
    }

    @Test
    void one_success_starts_the_five_days_anew() throws Exception {
        try (var receiver = new FakeUpstream(BROKEN, OK).otherwise(BROKEN)) {
            var id = rig.endpoint(receiver).endpoint().id();
            rig.happens("video.completed", null);
            deliver();
            rig.clock.advance(Duration.ofDays(4));
            deliver();
            assertThat(rig.webhooks.get(Rig.ACCOUNT, id).failingSince()).isNull();

            rig.clock.advance(Duration.ofDays(4));
            rig.happens("video.completed", null);
            deliver();
            assertThat(rig.webhooks.get(Rig.ACCOUNT, id).enabled()).isTrue();
        }
    }

    @Test
    void what_waits_is_not_sent_after_its_endpoint_was_deleted_or_disabled() throws Exception {
        try (var receiver = new FakeUpstream().otherwise(OK)) {
            var id = rig.endpoint(receiver).endpoint().id();
            rig.happens("video.completed", null);
            var claimed = claimAs("node_a");
            rig.webhooks.delete(Rig.ACCOUNT, id);
            rig.database.write(tx -> JdbcClaims.free(tx, "node_a"));
            deliver();

            assertThat(claimed).hasSize(1);
            assertThat(receiver.requests()).isEmpty();
            assertThat(rig.onlyDelivery().state()).isEqualTo(DeliveryState.CANCELED);
        }
    }

    @Test
    void a_result_that_is_written_twice_counts_once() {
        rig.happens("video.completed", "http://127.0.0.1:9/");
        var claimed = claimAs("node_a").getFirst();
        var attempt = new DeliveryAttempt(1, NOON, 500, Duration.ofMillis(3), "HTTP 500", null);
        for (int i = 0; i < 2; i++) {
            rig.database.write(
                    tx -> {
                        ResultWriter.write(
                                tx, claimed, attempt, new Verdict.Again(NOON.plusSeconds(5)), NOON);
                        return tx;
                    });
        }

        assertThat(rig.onlyDelivery().attempts()).isEqualTo(1);
        assertThat(rig.details(rig.onlyDelivery()).attempts()).containsExactly(attempt);
    }
}
