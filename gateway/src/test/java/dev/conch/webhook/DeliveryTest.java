package dev.conch.webhook;

import static dev.conch.testing.FakeUpstream.chunkedWithoutEnd;
import static dev.conch.testing.FakeUpstream.redirect;
import static dev.conch.testing.FakeUpstream.reply;
import static dev.conch.testing.SettableClock.NOON;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.testing.Complaint;
import dev.conch.testing.FakeUpstream;
import dev.conch.testing.FakeUpstream.Received;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** What a receiver gets, and what its answers lead to. */
class DeliveryTest extends OnBothDatabases {
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
}
