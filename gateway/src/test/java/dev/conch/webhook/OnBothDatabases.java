package dev.conch.webhook;

import static dev.conch.testing.FakeUpstream.reply;

import dev.conch.base.GatewayException;
import dev.conch.db.Dialect;
import dev.conch.testing.FakeUpstream;
import dev.conch.testing.TestDatabases;

import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Webhooks on SQLite and on PostgreSQL, with receivers that are real sockets. */
@Timeout(60)
@ParameterizedClass
@EnumSource(Dialect.class)
abstract class OnBothDatabases {
    static final FakeUpstream.Step OK = reply(200, Map.of(), new byte[0]);
    static final FakeUpstream.Step BROKEN = reply(500, Map.of(), new byte[0]);
    static final Duration LONGER_THAN_ANY_PAUSE = Duration.ofHours(27);
    static final long STRANGER = 8;
    static final String URL = "https://hooks.example/in";

    @Parameter Dialect dialect;
    @TempDir Path folder;
    Rig rig;
    Webhooks webhooks;
    Deliverer deliverer;

    @BeforeEach
    void openDatabase() {
        rig = new Rig(TestDatabases.open(dialect, folder));
        webhooks = rig.webhooks;
        deliverer = rig.deliverer("node_a");
    }

    @AfterEach
    void closeDatabase() {
        deliverer.close();
        rig.database.close();
    }

    void deliver() throws InterruptedException {
        Rig.deliverAll(deliverer);
    }

    /** The next attempt of everything that waits. */
    void deliverNext() throws InterruptedException {
        rig.clock.advance(LONGER_THAN_ANY_PAUSE);
        deliver();
    }

    Endpoint create(String... events) {
        return webhooks.create(Rig.ACCOUNT, to(URL, events)).endpoint();
    }

    static NewEndpoint to(String url, String... events) {
        return new NewEndpoint(
                null, url, events.length == 0 ? null : List.of(events), "", SecretKind.HMAC);
    }

    static EndpointChange enabled(boolean enabled) {
        return new EndpointChange(null, null, null, enabled);
    }

    long rows(String table) {
        return rig.read(
                tx ->
                        tx.handle()
                                .createQuery("select count(*) from " + table)
                                .map((row, _) -> row.getLong(1))
                                .one());
    }

    static GatewayException refused(Executable action) {
        return Assertions.catchThrowableOfType(GatewayException.class, action::execute);
    }
}
