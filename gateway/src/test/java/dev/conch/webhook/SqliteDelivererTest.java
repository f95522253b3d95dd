package dev.conch.webhook;

import static dev.conch.testing.FakeUpstream.reply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.db.Database;
import dev.conch.db.Dialect;
import dev.conch.testing.FakeUpstream;
import dev.conch.testing.TestDatabases;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.Map;

class SqliteDelivererTest extends DelivererContract {
    @Override
    Database open(Path folder) {
        return TestDatabases.open(Dialect.SQLITE, folder);
    }

    private void execute(String sql) {
        rig.database.write(tx -> tx.handle().execute(sql));
    }

    @Test
    void a_result_outlasts_a_database_that_is_away_and_the_message_is_not_sent_again()
            throws Exception {
        var accepted = reply(200, Map.of(), new byte[0]);
        FakeUpstream.Step cutOff =
                connection -> {
                    execute(
                            """
                            create trigger away before insert on webhook_attempt
                            begin select raise(abort, 'the database is away'); end""");
                    accepted.play(connection);
                };
        rig.onPause(() -> execute("drop trigger if exists away"));
        try (var receiver = new FakeUpstream(cutOff)) {
            rig.endpoint(receiver);
            rig.happens("video.completed", null);
            Rig.deliverAll(deliverer);

            assertThat(receiver.requests()).hasSize(1);
            assertThat(rig.onlyDelivery().state()).isEqualTo(DeliveryState.DELIVERED);
            assertThat(rig.details(rig.onlyDelivery()).attempts()).hasSize(1);
        }
    }
}
