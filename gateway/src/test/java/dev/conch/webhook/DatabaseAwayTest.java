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
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** A result is not lost, and a message not sent again, because the database is away. */
@Timeout(60)
class DatabaseAwayTest {
    @TempDir Path folder;

    private static void execute(Rig rig, String sql) {
        rig.database.write(tx -> tx.handle().execute(sql));
    }

    @Test
    void a_result_outlasts_a_database_that_refuses_and_the_message_is_not_sent_again()
            throws Exception {
        try (var database = TestDatabases.open(Dialect.SQLITE, folder)) {
            sqliteIsAway(new Rig(database));
        }
    }

    private static void sqliteIsAway(Rig rig) throws Exception {
        var accepted = reply(200, Map.of(), new byte[0]);
        FakeUpstream.Step cutOff =
                connection -> {
                    execute(
                            rig,
                            """
                            create trigger away before insert on webhook_attempt
                            begin select raise(abort, 'the database is away'); end""");
                    accepted.play(connection);
                };
        rig.onPause(() -> execute(rig, "drop trigger if exists away"));
        try (var receiver = new FakeUpstream(cutOff);
                var deliverer = rig.deliverer("node_a")) {
            rig.endpoint(receiver);
            rig.happens("video.completed", null);
            Rig.deliverAll(deliverer);

            assertThat(receiver.requests()).hasSize(1);
            assertThat(rig.onlyDelivery().state()).isEqualTo(DeliveryState.DELIVERED);
            assertThat(rig.details(rig.onlyDelivery()).attempts()).hasSize(1);
        }
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
