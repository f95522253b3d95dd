package dev.conch.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;
import dev.conch.base.SecretBox;
import dev.conch.base.TaskId;
import dev.conch.db.Database;
import dev.conch.db.Dialect;
import dev.conch.event.Event;
import dev.conch.event.EventLog;
import dev.conch.outbound.OutboundClients;
import dev.conch.testing.SettableClock;
import dev.conch.testing.TestDatabases;
import dev.conch.webhook.Webhooks;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** What the tables of listeners hold to, on both databases. */
@ParameterizedClass
@EnumSource(Dialect.class)
class ListenersTest {
    private static final long ACCOUNT = 7;
    private static final String LOGIN = "token_login";
    private static final String KEY = "token_key";

    @Parameter Dialect dialect;
    @TempDir Path folder;
    private final SettableClock clock = new SettableClock();
    private final AtomicInteger written = new AtomicInteger();
    private Runnable whileWriting = () -> {};
    private Database database;
    private Listeners listeners;
    private EventLog log;

    @BeforeEach
    void open() {
        database = TestDatabases.open(dialect, folder);
        var outbound = OutboundClients.resolving(_ -> "127.0.0.1");
        var webhooks = new Webhooks(database, new SecretBox(new byte[32]), outbound, clock);
        listeners = new Listeners(database, webhooks, this::taskJson, clock);
        log = new EventLog(List.of(webhooks, listeners));
    }

    @AfterEach
    void close() {
        database.close();
    }

    /** No two writings are the same. */
    private String taskJson(TaskId id) {
        whileWriting.run();
        return "{\"id\":\"" + id + "\",\"n\":" + written.incrementAndGet() + "}";
    }

    private Listeners.Session session(String key) {
        var token = listeners.open(ACCOUNT, LOGIN, key).token().reveal();
        return listeners.find(ACCOUNT, token).orElseThrow();
    }

    private void ends(String key, String type) {
        var event =
                new Event(
                        TaskId.next(),
                        ACCOUNT,
                        70,
                        key,
                        type,
                        clock.instant(),
                        "http://receiver.example/in");
        database.write(
                tx -> {
                    log.append(tx, event);
                    return event;
                });
    }

    private long rows(String table) {
        return database.read(
                tx ->
                        tx.handle()
                                .createQuery("select count(*) from " + table)
                                .map((row, _) -> row.getLong(1))
                                .one());
    }

    private ErrorCode refusal(Runnable action) {
        return catchThrowableOfType(GatewayException.class, action::run).code();
    }

    @Test
    void only_ends_are_copied_and_only_while_somebody_listens() {
        ends(KEY, "video.completed");
        var session = session(KEY);
        for (var type : List.of("video.queued", "video.running", "video.storing")) {
            ends(KEY, type);
        }
        ends(KEY, "video.failed");
        ends(KEY, "video.canceled");

        assertThat(listeners.poll(session, 0)).hasSize(2);
        assertThat(rows("listen_message")).isEqualTo(2);
    }

    @Test
    void an_event_that_is_undone_is_not_heard() {
        var session = session(KEY);
        var thrown =
                catchThrowableOfType(
                        IllegalStateException.class,
                        () ->
                                database.write(
                                        tx -> {
                                            listeners.appended(tx, completed());
                                            throw new IllegalStateException("undone");
                                        }));

        assertThat(thrown).hasMessage("undone");
        assertThat(listeners.poll(session, 0)).isEmpty();
    }

    private Event completed() {
        return new Event(
                TaskId.next(),
                ACCOUNT,
                70,
                KEY,
                "video.completed",
                clock.instant(),
                "http://receiver.example/in");
    }

    @Test
    void every_look_of_every_session_shows_the_same_bytes_under_the_same_id() {
        var one = session(KEY);
        var other = session(KEY);
        ends(KEY, "video.completed");
        var first = listeners.poll(one, 0).getFirst();
        clock.advance(Duration.ofMinutes(6));
        var again = listeners.poll(one, 0).getFirst();
        var elsewhere = listeners.poll(other, 0).getFirst();

        assertThat(again.signedBody()).isEqualTo(first.signedBody());
        assertThat(elsewhere.signedBody()).isEqualTo(first.signedBody());
        assertThat(elsewhere.headers())
                .containsEntry("webhook-id", again.headers().get("webhook-id"));
        assertThat(again.headers().get("webhook-timestamp"))
                .as("receivers refuse old ones")
                .isNotEqualTo(first.headers().get("webhook-timestamp"));
    }

    @Test
    void a_second_poll_while_one_is_under_way_is_refused() {
        var session = session(KEY);
        ends(KEY, "video.completed");
        var second = new AtomicInteger();
        whileWriting =
                () -> {
                    assertThat(refusal(() -> listeners.poll(session, 0)))
                            .isEqualTo(ErrorCode.TOO_MANY_LISTENER_POLLS);
                    second.incrementAndGet();
                };

        assertThat(listeners.poll(session, 0)).hasSize(1);
        assertThat(second).hasValue(1);
        assertThat(listeners.poll(session, 0)).as("at once after an answer").hasSize(1);
    }

    @Test
    void what_came_to_light_late_is_shown_though_its_number_is_smaller() {
        var session = session(KEY);
        ends(KEY, "video.completed");
        ends(KEY, "video.completed");
        var late = listeners.poll(session, 0).getFirst().id();
        database.write(
                tx -> {
                    tx.handle()
                            .createUpdate("update listen_event set shown_at = null where id = :id")
                            .bind("id", late)
                            .execute();
                    return late;
                });

        assertThat(listeners.poll(session, Long.MAX_VALUE))
                .extracting(Listeners.Heard::id)
                .containsExactly(late);
        assertThat(listeners.poll(session, Long.MAX_VALUE)).isEmpty();
    }

    @Test
    void a_key_has_a_hundred_listeners_and_an_account_a_thousand() {
        for (int key = 0; key < Listeners.MOST_PER_ACCOUNT / Listeners.MOST_PER_KEY; key++) {
            for (int i = 0; i < Listeners.MOST_PER_KEY; i++) {
                listeners.open(ACCOUNT, LOGIN, "token_" + key);
            }
        }

        assertThat(refusal(() -> listeners.open(ACCOUNT, LOGIN, "token_0")))
                .isEqualTo(ErrorCode.TOO_MANY_KEY_LISTENERS);
        assertThat(refusal(() -> listeners.open(ACCOUNT, LOGIN, "token_another")))
                .isEqualTo(ErrorCode.TOO_MANY_ACCOUNT_LISTENERS);
        assertThat(listeners.open(ACCOUNT + 1, LOGIN, "token_another")).isNotNull();
        clock.advance(Listeners.SILENCE);
        assertThat(listeners.open(ACCOUNT, LOGIN, "token_0")).isNotNull();
    }

    @Test
    void a_listener_that_acknowledges_nothing_keeps_a_thousand_copies() {
        var deaf = session(KEY);
        for (int i = 0; i < Listeners.MOST_COPIES; i++) {
            ends(KEY, "video.completed");
        }
        var other = session(KEY);
        ends(KEY, "video.completed");

        assertThat(rows("listen_event")).isEqualTo(Listeners.MOST_COPIES + 1);
        assertThat(listeners.poll(deaf, 0)).hasSize(Listeners.MOST_AT_ONCE);
        assertThat(listeners.poll(other, 0)).hasSize(1);
    }

    @Test
    void a_strangers_account_does_not_find_a_session() {
        var token = listeners.open(ACCOUNT, LOGIN, KEY).token().reveal();

        assertThat(listeners.find(ACCOUNT + 1, token)).isEmpty();
        assertThat(listeners.find(ACCOUNT, token + "x")).isEmpty();
        assertThat(listeners.find(ACCOUNT, token)).isPresent();
    }

    @Test
    void after_a_day_nothing_is_left() {
        var session = session(KEY);
        ends(KEY, "video.completed");
        listeners.forget();
        assertThat(listeners.poll(session, 0)).hasSize(1);

        clock.advance(Listeners.KEPT.plus(Listeners.SILENCE));
        listeners.forget();
        assertThat(rows("listen_session")).isZero();
        assertThat(rows("listen_event")).isZero();
        assertThat(rows("listen_message")).isZero();
    }
}
