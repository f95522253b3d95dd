package dev.conch.provider.fal;

import static dev.conch.testing.SettableClock.NOON;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.provider.Hook;
import dev.conch.testing.SettableClock;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

class FalSignaturesTest {
    private static final byte[] BODY =
            "{\"request_id\":\"request-1\",\"status\":\"OK\"}".getBytes(StandardCharsets.UTF_8);

    private final SettableClock clock = new SettableClock();
    private final ScriptedFal fal = new ScriptedFal("key");
    private FalSignatures signatures = signatures();

    private FalSignatures signatures() {
        return new FalSignatures(URI.create(fal.url() + "/.well-known/jwks.json"), clock);
    }

    @BeforeEach
    void afresh() {
        signatures = signatures();
    }

    @AfterEach
    void stop() {
        signatures.close();
        fal.close();
    }

    private Hook.Answer answer(Map<String, String> headers, byte[] body) {
        return signatures.answer(new Hook(headers, body));
    }

    private Hook.Answer good() {
        return answer(fal.sign(BODY, clock.instant()), BODY);
    }

    @Test
    void a_message_that_fal_signed_wakes_the_task_and_the_keys_are_fetched_once() {
        assertThat(good()).isEqualTo(Hook.Answer.WAKE);
        assertThat(good()).isEqualTo(Hook.Answer.WAKE);
        assertThat(fal.requests()).hasSize(1);
        assertThat(fal.requests().getFirst().headers()).doesNotContainKey("authorization");
    }

    @Test
    void another_body_is_refused() {
        var headers = fal.sign(BODY, NOON);
        assertThat(answer(headers, new byte[] {'{', '}'})).isEqualTo(Hook.Answer.REFUSED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"request-id", "user-id", "timestamp", "signature"})
    void a_missing_or_changed_header_is_refused(String name) {
        var full = "x-fal-webhook-" + name;
        var without = new HashMap<>(fal.sign(BODY, NOON));
        without.remove(full);
        assertThat(answer(without, BODY)).isEqualTo(Hook.Answer.REFUSED);

        var changed = new HashMap<>(fal.sign(BODY, NOON));
        changed.computeIfPresent(full, (_, value) -> value.substring(1) + "0");
        assertThat(answer(changed, BODY)).isEqualTo(Hook.Answer.REFUSED);
    }

    @Test
    void a_message_may_be_five_minutes_old_or_early_and_no_more() {
        for (long seconds : new long[] {-300, 300}) {
            assertThat(answer(fal.sign(BODY, NOON.plusSeconds(seconds)), BODY).wake()).isTrue();
        }
        for (long seconds : new long[] {-301, 301, Integer.MAX_VALUE}) {
            assertThat(answer(fal.sign(BODY, NOON.plusSeconds(seconds)), BODY))
                    .isEqualTo(Hook.Answer.REFUSED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "99999999999999999999", "9223372036854775807"})
    void a_time_that_is_none_is_refused(String time) {
        var headers = new HashMap<>(fal.sign(BODY, NOON));
        headers.put("x-fal-webhook-timestamp", time);
        assertThat(answer(headers, BODY)).isEqualTo(Hook.Answer.REFUSED);
    }

    @Test
    void a_new_key_is_fetched_when_a_message_needs_it_but_not_more_than_once_a_minute() {
        good();
        fal.rotate();
        assertThat(good()).isEqualTo(Hook.Answer.REFUSED);

        clock.advance(Duration.ofMinutes(1));
        assertThat(good()).isEqualTo(Hook.Answer.WAKE);

        clock.advance(Duration.ofMinutes(1));
        var forged = new HashMap<>(fal.sign(BODY, clock.instant()));
        forged.put("x-fal-webhook-signature", "00".repeat(64));
        for (int i = 0; i < 5; i++) {
            assertThat(answer(forged, BODY)).isEqualTo(Hook.Answer.REFUSED);
        }
        assertThat(fal.requests()).hasSize(3);
    }

    @Test
    void keys_are_not_used_for_longer_than_a_day() {
        good();
        var stolen = fal.sign(BODY, NOON.plus(Duration.ofHours(24)));
        fal.rotate();
        clock.advance(Duration.ofHours(24));
        assertThat(answer(stolen, BODY)).isEqualTo(Hook.Answer.REFUSED);
        assertThat(good()).isEqualTo(Hook.Answer.WAKE);
    }

    @Test
    void without_keys_fal_is_asked_to_send_it_again() {
        fal.shut();
        assertThat(good()).isEqualTo(new Hook.Answer(503, "{}", false));
        fal.open();
        clock.advance(Duration.ofMinutes(1));
        assertThat(good()).isEqualTo(Hook.Answer.WAKE);
    }

    /** Made with OpenSSL. */
    @Test
    void a_message_that_was_signed_elsewhere_is_accepted() {
        fal.publish("jgD5HMatDL_FTveSDJofLo4maT_ecovnN8zPnWZEzFU");
        var body =
                "{\"request_id\":\"req-7\",\"status\":\"OK\",\"payload\":{\"video\":"
                        + "{\"url\":\"https://v3.fal.media/files/a/b.mp4\"}}}";
        var headers =
                Map.of(
                        "x-fal-webhook-request-id", "req-7",
                        "x-fal-webhook-user-id", "user-9",
                        "x-fal-webhook-timestamp", "1795348800",
                        "x-fal-webhook-signature",
                                "ef255f23d80d549030e8d8180481e06132ebea9cd41a2cd195aaa01d8ae66838"
                                        + "cb95059d426a441e17ad230fa458a44787f55e9557af91123abb6aedcddd"
                                        + "a708");
        assertThat(answer(headers, body.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(Hook.Answer.WAKE);
    }

    @Test
    void keys_that_cannot_be_read_are_passed_over() {
        fal.publish("AAAA");
        assertThat(good()).isEqualTo(new Hook.Answer(503, "{}", false));
    }
}
