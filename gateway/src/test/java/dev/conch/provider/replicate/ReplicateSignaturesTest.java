package dev.conch.provider.replicate;

import static dev.conch.testing.SettableClock.NOON;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.provider.Hook;
import dev.conch.provider.http.UpstreamHttp;
import dev.conch.testing.SettableClock;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

class ReplicateSignaturesTest {
    private static final byte[] BODY =
            "{\"id\":\"p1\",\"status\":\"succeeded\"}".getBytes(StandardCharsets.UTF_8);

    private final SettableClock clock = new SettableClock();
    private final ScriptedReplicate replicate = new ScriptedReplicate("key", clock);
    private final UpstreamHttp http =
            new UpstreamHttp(replicate.url(), Map.of("Authorization", "Bearer key"));
    private ReplicateSignatures signatures = new ReplicateSignatures(http, clock);

    @BeforeEach
    void afresh() {
        signatures = new ReplicateSignatures(http, clock);
    }

    @AfterEach
    void stop() {
        http.close();
        replicate.close();
    }

    private Hook.Answer answer(Map<String, String> headers, byte[] body) {
        return signatures.answer(new Hook(headers, body));
    }

    private Hook.Answer good() {
        return answer(replicate.sign(BODY, clock.instant()), BODY);
    }

    private static String key(int first) {
        return "whsec_" + Base64.getEncoder().encodeToString(new byte[] {(byte) first, 2, 3});
    }

    @Test
    void a_message_that_replicate_signed_wakes_the_task_and_the_secret_is_fetched_once() {
        assertThat(good()).isEqualTo(Hook.Answer.WAKE);
        assertThat(good()).isEqualTo(Hook.Answer.WAKE);
        assertThat(replicate.requests()).hasSize(1);
    }

    /** From the tests of standard-webhooks/standard-webhooks. */
    @Test
    void the_reference_message_of_standard_webhooks_is_accepted() {
        replicate.secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        clock.advance(Duration.between(NOON, Instant.ofEpochSecond(1614265330)));
        var headers =
                Map.of(
                        "webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek",
                        "webhook-timestamp", "1614265330",
                        "webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        var body = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);
        assertThat(answer(headers, body)).isEqualTo(Hook.Answer.WAKE);
    }

    @Test
    void another_body_is_refused() {
        assertThat(answer(replicate.sign(BODY, NOON), new byte[0])).isEqualTo(Hook.Answer.REFUSED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"webhook-id", "webhook-timestamp", "webhook-signature"})
    void a_missing_or_changed_header_is_refused(String name) {
        var without = new HashMap<>(replicate.sign(BODY, NOON));
        without.remove(name);
        assertThat(answer(without, BODY)).isEqualTo(Hook.Answer.REFUSED);

        var changed = new HashMap<>(replicate.sign(BODY, NOON));
        changed.computeIfPresent(name, (_, value) -> value.substring(0, value.length() - 2) + "0");
        assertThat(answer(changed, BODY)).isEqualTo(Hook.Answer.REFUSED);
    }

    @Test
    void a_message_may_be_five_minutes_old_or_early_and_no_more() {
        for (long seconds : new long[] {-300, 300}) {
            assertThat(answer(replicate.sign(BODY, NOON.plusSeconds(seconds)), BODY).wake())
                    .isTrue();
        }
        for (long seconds : new long[] {-301, 301}) {
            assertThat(answer(replicate.sign(BODY, NOON.plusSeconds(seconds)), BODY))
                    .isEqualTo(Hook.Answer.REFUSED);
        }
    }

    @Test
    void a_new_secret_is_fetched_when_a_message_needs_it_but_not_more_than_once_a_minute() {
        good();
        replicate.secret = key(9);
        assertThat(good()).isEqualTo(Hook.Answer.REFUSED);
        clock.advance(Duration.ofMinutes(1));
        assertThat(good()).isEqualTo(Hook.Answer.WAKE);
        assertThat(replicate.requests()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "whsec_", "AQID", "whsec_???"})
    void without_a_usable_secret_replicate_is_asked_to_send_it_again(String secret) {
        var headers = replicate.sign(BODY, NOON);
        replicate.secret = secret;
        assertThat(answer(headers, BODY)).isEqualTo(new Hook.Answer(503, "{}", false));
    }
}
