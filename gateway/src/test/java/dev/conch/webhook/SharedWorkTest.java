package dev.conch.webhook;

import static dev.conch.testing.FakeUpstream.reply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.db.Dialect;
import dev.conch.testing.FakeUpstream;
import dev.conch.testing.TestDatabases;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Executors;

/** Two nodes on one PostgreSQL. */
@Timeout(60)
class SharedWorkTest {
    private static final int MESSAGES = 300;

    @TempDir Path folder;

    @Test
    void two_nodes_share_the_work_and_send_nothing_twice() throws Exception {
        var rig = new Rig(TestDatabases.open(Dialect.POSTGRESQL, folder));
        try (rig.database;
                var receiver = new FakeUpstream().otherwise(reply(200, Map.of(), new byte[0]));
                var one = rig.deliverer("node_a");
                var two = rig.deliverer("node_b");
                var nodes = Executors.newVirtualThreadPerTaskExecutor()) {
            rig.endpoint(receiver);
            for (int i = 0; i < MESSAGES; i++) {
                rig.happens("video.completed", null);
            }
            int begun = one.pass();
            int alsoBegun = two.pass();
            var first = nodes.submit(() -> deliverUntilNothingWaits(rig, one));
            var second = nodes.submit(() -> deliverUntilNothingWaits(rig, two));

            assertThat(begun).isPositive();
            assertThat(alsoBegun).isPositive();
            assertThat(begun + alsoBegun + first.get() + second.get()).isEqualTo(MESSAGES);
            assertThat(receiver.received())
                    .extracting(request -> request.header("webhook-id"))
                    .hasSize(MESSAGES)
                    .doesNotHaveDuplicates();
        }
    }

    private static int deliverUntilNothingWaits(Rig rig, Deliverer node)
            throws InterruptedException {
        int sent = 0;
        while (rig.webhooks.pending() > 0) {
            node.finish();
            sent += node.pass();
        }
        return sent;
    }
}
