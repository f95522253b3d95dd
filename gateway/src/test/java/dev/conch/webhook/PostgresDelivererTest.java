package dev.conch.webhook;

import static dev.conch.testing.FakeUpstream.reply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.db.Database;
import dev.conch.db.DatabaseUnavailable;
import dev.conch.db.Dialect;
import dev.conch.testing.FakeUpstream;
import dev.conch.testing.TestDatabases;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

class PostgresDelivererTest extends DelivererContract {
    private static final int MESSAGES = 300;

    @Override
    Database open(Path folder) {
        return TestDatabases.open(Dialect.POSTGRESQL, folder);
    }

    @Test
    void two_nodes_share_the_work_and_send_nothing_twice() throws Exception {
        try (var receiver = new FakeUpstream().otherwise(OK);
                var other = rig.deliverer("node_b");
                var nodes = Executors.newVirtualThreadPerTaskExecutor()) {
            rig.endpoint(receiver);
            for (int i = 0; i < MESSAGES; i++) {
                rig.happens("video.completed", null);
            }
            var one = nodes.submit(() -> deliverUntilNothingWaits(deliverer));
            var two = nodes.submit(() -> deliverUntilNothingWaits(other));

            assertThat(one.get() + two.get()).isEqualTo(MESSAGES);
            assertThat(one.get()).isPositive();
            assertThat(two.get()).isPositive();
            assertThat(receiver.received())
                    .extracting(request -> request.header("webhook-id"))
                    .hasSize(MESSAGES)
                    .doesNotHaveDuplicates();
        }
    }

    private int deliverUntilNothingWaits(Deliverer node) throws InterruptedException {
        int sent = 0;
        while (rig.webhooks.pending() > 0) {
            sent += node.pass();
            node.finish();
        }
        return sent;
    }

    @Test
    @Timeout(180)
    void a_result_outlasts_a_server_that_stops_and_the_message_is_not_sent_again()
            throws Exception {
        try (var postgres = TestDatabases.ownPostgres();
                var database = Database.open(postgres.url())) {
            var own = new Rig(database);
            var accepted = reply(200, Map.of(), new byte[0]);
            var away = new AtomicBoolean(true);
            FakeUpstream.Step stopping =
                    connection -> {
                        postgres.stop();
                        own.onPause(
                                () -> {
                                    if (away.getAndSet(false)) {
                                        postgres.start();
                                    }
                                });
                        accepted.play(connection);
                    };
            try (var receiver = new FakeUpstream(stopping);
                    var node = own.deliverer("node_a")) {
                node.start();
                own.endpoint(receiver);
                own.happens("video.completed", null);
                while (!isDelivered(own)) {
                    LockSupport.parkNanos(10_000_000);
                }

                assertThat(receiver.requests()).hasSize(1);
                assertThat(own.details(own.onlyDelivery()).attempts()).hasSize(1);
            }
        }
    }

    private static boolean isDelivered(Rig own) {
        try {
            return own.onlyDelivery().state() == DeliveryState.DELIVERED;
        } catch (DatabaseUnavailable _) {
            return false;
        }
    }
}
