package dev.conch.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.base.GatewayException;
import dev.conch.testing.FakeUpstream;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.Executors;

/** What leaves the log of deliveries when it is old, and what never does. */
class PruningTest extends OnBothDatabases {
    private static final Duration KEPT = Duration.ofDays(30);

    private int forget() {
        return webhooks.log().forget(KEPT);
    }

    @Test
    void what_ended_longer_ago_is_deleted_with_its_body_and_its_attempts() throws Exception {
        try (var receiver = new FakeUpstream(BROKEN, OK)) {
            rig.endpoint(receiver);
            rig.happens("video.completed", null);
            deliver();
            deliverNext();
            var details = rig.details(rig.onlyDelivery());
            assertThat(details.attempts()).hasSize(2);
            assertThat(details.body()).isNotNull();

            rig.clock.advance(KEPT);
            assertThat(forget()).isZero();
            rig.clock.advance(Duration.ofMillis(1));

            assertThat(forget()).isEqualTo(1);
            assertThat(rig.deliveries()).isEmpty();
            assertThat(rows("webhook_attempt")).isZero();
            assertThat(forget()).isZero();
        }
    }

    @Test
    void what_was_given_up_or_canceled_goes_as_well() throws Exception {
        try (var receiver = new FakeUpstream().otherwise(BROKEN)) {
            var endpoint = create();
            rig.happens("video.completed", receiver.url("/callback"));
            webhooks.update(Rig.ACCOUNT, endpoint.id(), enabled(false));
            for (int i = 0; i < 10; i++) {
                deliverNext();
            }
            assertThat(rig.deliveries())
                    .extracting(Delivery::state)
                    .containsExactly(DeliveryState.CANCELED, DeliveryState.FAILED);

            rig.clock.advance(KEPT.plusMillis(1));

            assertThat(forget()).isEqualTo(2);
            assertThat(rows("webhook_attempt")).isZero();
        }
    }

    @Test
    void what_waits_is_never_deleted_however_old_it_is() throws Exception {
        try (var receiver = new FakeUpstream(BROKEN, OK, BROKEN)) {
            rig.happens("video.failed", receiver.url("/waits"));
            deliver();
            rig.happens("video.completed", receiver.url("/again"));
            deliver();
            rig.clock.advance(KEPT.multipliedBy(100));
            var again = rig.deliveries().getFirst();
            assertThat(again.state()).isEqualTo(DeliveryState.DELIVERED);
            webhooks.log().redeliver(Rig.ACCOUNT, again.id());

            assertThat(forget()).isZero();

            assertThat(rig.deliveries())
                    .extracting(Delivery::state)
                    .containsOnly(DeliveryState.PENDING);
            assertThat(rows("webhook_attempt")).isEqualTo(2);
        }
    }

    @Test
    void what_is_being_sent_is_not_deleted_although_it_was_canceled_long_ago() throws Exception {
        try (var receiver = new FakeUpstream(FakeUpstream.stall(""))) {
            var endpoint = rig.endpoint(receiver).endpoint();
            rig.happens("video.completed", null);
            assertThat(deliverer.pass()).isEqualTo(1);
            webhooks.update(Rig.ACCOUNT, endpoint.id(), enabled(false));
            assertThat(rig.onlyDelivery().state()).isEqualTo(DeliveryState.CANCELED);
            rig.clock.advance(KEPT.plusDays(1));

            assertThat(forget()).isZero();
        }
        deliverer.finish();
        assertThat(rig.details(rig.onlyDelivery()).attempts()).hasSize(1);
    }

    @Test
    void more_than_fit_into_one_step_go_all_the_same() {
        var endpoint = create();
        for (int i = 0; i < 1_001; i++) {
            rig.happens("video.completed", null);
        }
        webhooks.update(Rig.ACCOUNT, endpoint.id(), enabled(false));
        rig.clock.advance(KEPT.plusMillis(1));

        assertThat(forget()).isEqualTo(1_001);
        assertThat(rows("webhook_delivery")).isZero();
    }

    /** Whoever comes first: a delivery is gone with its attempts, or waits and has them. */
    @Test
    void deleting_races_with_sending_again_and_with_another_node_that_deletes() throws Exception {
        try (var receiver = new FakeUpstream().otherwise(OK);
                var hands = Executors.newVirtualThreadPerTaskExecutor()) {
            rig.endpoint(receiver);
            for (int i = 0; i < 100; i++) {
                rig.happens("video.completed", null);
            }
            deliver();
            var all = rig.deliveries();
            rig.clock.advance(KEPT.plusMillis(1));

            var again = hands.submit(() -> all.stream().filter(one -> sentAgain(one.id())).count());
            var one = hands.submit(this::forget);
            var two = hands.submit(this::forget);

            assertThat(again.get() + one.get() + two.get()).isEqualTo(100);
            assertThat(rig.deliveries()).hasSize(Math.toIntExact(again.get()));
            assertThat(rig.deliveries())
                    .allSatisfy(
                            left -> {
                                assertThat(left.state()).isEqualTo(DeliveryState.PENDING);
                                assertThat(rig.details(left).attempts()).hasSize(1);
                            });
            assertThat(rows("webhook_attempt")).isEqualTo(again.get());
        }
    }

    private boolean sentAgain(String id) {
        try {
            webhooks.log().redeliver(Rig.ACCOUNT, id);
            return true;
        } catch (GatewayException _) {
            return false; // deleted before
        }
    }
}
