package dev.conch.webhook;

import static dev.conch.testing.SettableClock.NOON;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.base.Secret;
import dev.conch.webhook.Signatures.Received;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

class SignaturesTest {
    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    /** From the tests of standard-webhooks/standard-webhooks, libraries/javascript and go. */
    private static final String REFERENCE_ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";

    private static final Instant REFERENCE_TIME = Instant.ofEpochSecond(1614265330);
    private static final byte[] REFERENCE_BODY = bytes("{\"test\": 2432232314}");

    /** Computed with Python's hmac and cryptography modules; the key is the bytes 0 to 31. */
    private static final String OWN_ID = "msg_0193a5b0c0007000800000000000002a";

    private static final byte[] OWN_BODY =
            bytes(
                    "{\"type\":\"video.completed\",\"timestamp\":\"2026-11-22T12:00:00.000Z\","
                            + "\"data\":{\"prompt\":\"ガラス玉 ü\"}}");
    private static final String OWN_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static SigningSecret secret(String text) {
        return SigningSecret.parse(new Secret(text));
    }

    private static SigningSecret fresh(SecretKind kind) {
        return SigningSecret.generate(kind, new SecureRandom());
    }

    private static Received signed(SigningSecret... secrets) {
        return new Received(
                OWN_ID,
                Long.toString(NOON.getEpochSecond()),
                Signatures.header(OWN_ID, NOON, OWN_BODY, List.of(secrets)),
                OWN_BODY);
    }

    private static boolean verify(Received received, SigningSecret secret) {
        return Signatures.verify(received, List.of(secret), NOON, TOLERANCE);
    }

    @ParameterizedTest
    @CsvSource({
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw,'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='",
        "whsk_VEVTVFNJR05JTkdLRVlET05PVFVTRVRISVNGT1JBTlk=,'v1a,tQ9V2XOqn7jL/DQenEFpqIugdBVtiMmER5mhSkXBNwM0mkATuDe6KYYUuxqtaiHeYGb7KaaBRdM5WqyeFiL8Ag=='"
    })
    void the_reference_vectors_of_standard_webhooks_come_out(String secret, String signature) {
        assertThat(
                        Signatures.header(
                                REFERENCE_ID,
                                REFERENCE_TIME,
                                REFERENCE_BODY,
                                List.of(secret(secret))))
                .isEqualTo(signature);
    }

    @ParameterizedTest
    @CsvSource({
        "whsec_,'v1,jo3DuY7RFUITntnlPZgezVPQ35BLz3/3T9DuiKHWx6g='",
        "whsk_,'v1a,67o5crs9gcHmtEBfHGDFWYsjoDBWkOP0ysgXvWwLqL0y9w4nIpajwtLGj9BftPN1SslyrEG5gGakVlFEkjyqAg=='"
    })
    void what_another_program_computed_comes_out(String prefix, String signature) {
        assertThat(Signatures.header(OWN_ID, NOON, OWN_BODY, List.of(secret(prefix + OWN_KEY))))
                .isEqualTo(signature);
    }

    @ParameterizedTest
    @CsvSource({
        "whsk_VEVTVFNJR05JTkdLRVlET05PVFVTRVRISVNGT1JBTlk=,whpk_ZlN4eg7dSSqi0moX9hQUk3orrOouK3QVQSlJa248c/g=",
        "whsk_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=,whpk_A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=",
        "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=,whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
    })
    void receivers_see_the_shared_secret_or_the_public_key(String stored, String shown) {
        assertThat(secret(stored).shown().reveal()).isEqualTo(shown);
        assertThat(secret(stored).stored().reveal()).isEqualTo(stored);
    }

    @Test
    void the_public_key_alone_verifies_however_often_a_key_is_made() {
        for (int i = 0; i < 50; i++) {
            var key = fresh(SecretKind.ED25519);
            var entry = key.sign(OWN_BODY);
            assertThat(SigningSecret.Ed25519.verifies(key.shown(), OWN_BODY, entry))
                    .as(key.stored().reveal())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_fresh_secret_verifies_its_own_signature_and_no_other(SecretKind kind) {
        var secret = fresh(kind);

        assertThat(verify(signed(secret), secret)).isTrue();
        assertThat(verify(signed(secret), fresh(kind))).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void a_change_of_id_time_or_body_is_noticed(SecretKind kind) {
        var secret = fresh(kind);
        var good = signed(secret);
        var later = Long.toString(NOON.getEpochSecond() + 1);

        assertThat(
                        verify(
                                new Received("msg_2", good.timestamp(), good.signature(), OWN_BODY),
                                secret))
                .isFalse();
        assertThat(verify(new Received(OWN_ID, later, good.signature(), OWN_BODY), secret))
                .isFalse();
        assertThat(
                        verify(
                                new Received(
                                        OWN_ID, good.timestamp(), good.signature(), bytes("{}")),
                                secret))
                .isFalse();
    }

    @Test
    void during_a_rotation_the_old_and_the_new_secret_both_verify() {
        var old = fresh(SecretKind.HMAC);
        var current = fresh(SecretKind.HMAC);
        var received = signed(current, old);

        assertThat(received.signature().split(" ")).hasSize(2);
        assertThat(verify(received, old)).isTrue();
        assertThat(verify(received, current)).isTrue();
        assertThat(verify(received, fresh(SecretKind.HMAC))).isFalse();
    }

    @Test
    void an_attempt_that_is_older_or_newer_than_the_tolerance_is_refused() {
        var secret = fresh(SecretKind.HMAC);
        var received = signed(secret);
        var secrets = List.of(secret);

        assertThat(Signatures.verify(received, secrets, NOON.plus(TOLERANCE), TOLERANCE)).isTrue();
        assertThat(
                        Signatures.verify(
                                received, secrets, NOON.plus(TOLERANCE).plusSeconds(1), TOLERANCE))
                .isFalse();
        assertThat(
                        Signatures.verify(
                                received,
                                secrets,
                                NOON.minus(TOLERANCE).minusSeconds(1),
                                TOLERANCE))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "v1,", "v1a,", "v1", "v2,AAAA", "v1,\u00fc", "v1a,!", " ", "v1a,AAAA"})
    void nonsense_is_refused(String signature) {
        var received =
                new Received(OWN_ID, Long.toString(NOON.getEpochSecond()), signature, OWN_BODY);
        assertThat(verify(received, fresh(SecretKind.HMAC))).isFalse();
        assertThat(verify(received, fresh(SecretKind.ED25519))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "1e9", "99999999999999999999", "9223372036854775807"})
    void a_time_that_is_none_is_refused(String timestamp) {
        var secret = fresh(SecretKind.HMAC);
        var received = new Received(OWN_ID, timestamp, signed(secret).signature(), OWN_BODY);
        assertThat(verify(received, secret)).isFalse();
    }
}
