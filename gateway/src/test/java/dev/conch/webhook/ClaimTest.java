package dev.conch.webhook;

import static dev.conch.testing.FakeUpstream.stall;
import static dev.conch.testing.SettableClock.NOON;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.base.TaskId;
import dev.conch.testing.Complaint;
import dev.conch.testing.FakeUpstream;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.json.JsonMapper;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Who is served when, and by which node. */
class ClaimTest extends OnBothDatabases {
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
