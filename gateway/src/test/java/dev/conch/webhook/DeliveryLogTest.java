package dev.conch.webhook;

import static dev.conch.testing.SettableClock.NOON;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.base.ErrorCode;
import dev.conch.base.TaskId;
import dev.conch.testing.Complaint;
import dev.conch.testing.FakeUpstream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;

/** What is known of deliveries, and how they are sent again. */
class DeliveryLogTest extends OnBothDatabases {
    @Test
    void the_log_is_read_in_pages_the_newest_first() {
        create();
        for (int i = 0; i < 5; i++) {
            rig.happens("video.completed", null);
        }
        var all = rig.deliveries();
        var seen = new ArrayList<Delivery>();
        String cursor = null;
        do {
            var page =
                    webhooks.log()
                            .list(
                                    Rig.ACCOUNT,
                                    new DeliveryQuery(null, null, null, null, cursor, 2));
            seen.addAll(page.deliveries());
            cursor = page.next();
        } while (cursor != null);

        assertThat(seen).isEqualTo(all).hasSize(5);
        assertThat(seen).extracting(d -> -d.sequence()).isSorted();
        var bad = new DeliveryQuery(null, null, null, null, "x", 2);
        assertThat(refused(() -> webhooks.log().list(Rig.ACCOUNT, bad)).code())
                .isEqualTo(ErrorCode.MALFORMED_REQUEST);
    }

    @Test
    void the_log_is_filtered_by_endpoint_task_state_and_type() {
        var one = create("video.completed", "video.queued");
        var two = create("video.completed");
        var task = rig.happens("video.completed", URL);
        rig.happens("video.queued", null);
        webhooks.update(Rig.ACCOUNT, two.id(), enabled(false));

        assertThat(count(null, null, null, null)).isEqualTo(4);
        assertThat(count(one.id(), null, null, null)).isEqualTo(2);
        assertThat(count(null, task, null, null)).isEqualTo(3);
        assertThat(count(one.id(), task, null, null)).isEqualTo(1);
        assertThat(count(null, null, DeliveryState.CANCELED, null)).isEqualTo(1);
        assertThat(count(one.id(), null, DeliveryState.CANCELED, null)).isZero();
        assertThat(count(null, null, null, "video.queued")).isEqualTo(1);
        assertThat(count(null, task, DeliveryState.PENDING, "video.completed")).isEqualTo(2);
        assertThat(count("we_none", null, null, null)).isZero();
    }

    private int count(
            @Nullable String endpoint,
            @Nullable TaskId task,
            @Nullable DeliveryState state,
            @Nullable String type) {
        var query = new DeliveryQuery(endpoint, task, state, type, null, 100);
        return webhooks.log().list(Rig.ACCOUNT, query).deliveries().size();
    }

    @Test
    void the_story_of_a_task_has_every_message_and_every_attempt() throws Exception {
        try (var receiver = new FakeUpstream(BROKEN, OK)) {
            rig.endpoint(receiver);
            var task = rig.happens("video.completed", null);
            Rig.deliverAll(deliverer);
            rig.clock.advance(Duration.ofMinutes(1));
            Rig.deliverAll(deliverer);
            rig.happens("video.completed", null);

            assertThat(webhooks.log().of(Rig.ACCOUNT, task))
                    .singleElement()
                    .satisfies(
                            story -> {
                                assertThat(story.delivery().taskId()).isEqualTo(task);
                                assertThat(story.attempts())
                                        .extracting(DeliveryAttempt::status)
                                        .containsExactly(500, 200);
                            });
            assertThat(webhooks.log().of(STRANGER, task)).isEmpty();
        }
    }

    @Test
    void a_message_can_be_sent_again_with_the_same_id_and_bytes() throws Exception {
        try (var receiver = new FakeUpstream(OK, OK)) {
            rig.endpoint(receiver);
            rig.happens("video.completed", null);
            Rig.deliverAll(deliverer);
            rig.clock.advance(Duration.ofDays(100));
            var again = webhooks.log().redeliver(Rig.ACCOUNT, rig.onlyDelivery().id());
            assertThat(again.state()).isEqualTo(DeliveryState.PENDING);
            assertThat(again.dueAt()).isEqualTo(rig.clock.instant());
            Rig.deliverAll(deliverer);

            var first = receiver.received().getFirst();
            var second = receiver.received().getLast();
            assertThat(receiver.received()).hasSize(2);
            assertThat(second.body()).isEqualTo(first.body());
            assertThat(second.header("webhook-id")).isEqualTo(first.header("webhook-id"));
            assertThat(rig.details(rig.onlyDelivery()).attempts())
                    .extracting(DeliveryAttempt::number)
                    .containsExactly(1, 2);
        }
    }

    @Test
    void a_message_that_was_given_up_has_all_its_tries_again() throws Exception {
        try (var receiver = new FakeUpstream().otherwise(BROKEN)) {
            rig.happens("video.completed", receiver.url("/"));
            for (int i = 0; i < 10; i++) {
                Rig.deliverAll(deliverer);
                rig.clock.advance(Duration.ofHours(27));
            }
            assertThat(rig.onlyDelivery().state()).isEqualTo(DeliveryState.FAILED);

            webhooks.log().redeliver(Rig.ACCOUNT, rig.onlyDelivery().id());
            Rig.deliverAll(deliverer);
            assertThat(rig.onlyDelivery().state()).isEqualTo(DeliveryState.PENDING);
            assertThat(rig.onlyDelivery().attempts()).isEqualTo(11);
            assertThat(rig.onlyDelivery().dueAt())
                    .isBefore(rig.clock.instant().plus(Duration.ofSeconds(6)));
        }
    }

    @Test
    @Complaint(45)
    void after_an_outage_everything_undelivered_since_is_sent_again() throws Exception {
        try (var receiver = new FakeUpstream(OK).otherwise(BROKEN)) {
            var id = rig.endpoint(receiver).endpoint().id();
            rig.happens("video.completed", null);
            Rig.deliverAll(deliverer);
            rig.clock.advance(Duration.ofMinutes(1));
            for (int i = 0; i < 600; i++) {
                rig.happens("video.completed", null);
            }
            Rig.deliverAll(deliverer);
            rig.happens("video.failed", receiver.url("/callback"));
            var since = NOON.plus(Duration.ofMinutes(1));
            receiver.otherwise(OK);

            assertThat(webhooks.log().redeliverSince(Rig.ACCOUNT, id, since.plusMillis(1)))
                    .isZero();
            assertThat(webhooks.log().redeliverSince(Rig.ACCOUNT, id, since)).isEqualTo(600);
            assertThat(webhooks.log().redeliverSince(Rig.ACCOUNT, null, since)).isZero();
            Rig.deliverAll(deliverer);

            assertThat(webhooks.pending()).isZero();
            assertThat(count(null, null, DeliveryState.DELIVERED, null)).isEqualTo(100);
            assertThat(receiver.requests()).hasSize(1 + 600 + 600 + 2);
        }
    }

    @Test
    void what_waits_is_counted_and_its_age_is_known() {
        webhooks.watch(rig.metrics);
        assertThat(webhooks.oldestUndelivered()).isEmpty();
        assertThat(gauge("conch.webhooks.oldest.seconds")).isZero();

        rig.happens("video.completed", URL);
        rig.clock.advance(Duration.ofSeconds(90));
        rig.happens("video.completed", URL);

        assertThat(webhooks.oldestUndelivered()).contains(NOON);
        assertThat(gauge("conch.webhooks.pending")).isEqualTo(2);
        assertThat(gauge("conch.webhooks.oldest.seconds")).isEqualTo(90);
    }

    private double gauge(String name) {
        return rig.metrics.get(name).gauge().value();
    }
}
