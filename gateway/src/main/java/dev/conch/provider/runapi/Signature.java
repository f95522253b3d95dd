package dev.conch.provider.runapi;

import dev.conch.base.Secret;
import dev.conch.provider.Hook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Checks callbacks of another Conch, which signs them as Standard Webhooks 1.0 asks.
 *
 * @param secret {@code whsec_} and base64
 */
record Signature(Secret secret, Clock clock) {
    private static final String PREFIX = "whsec_";
    private static final Duration NEAR = Duration.ofMinutes(5);

    boolean verifies(Hook hook) {
        var id = hook.headers().getOrDefault("webhook-id", "");
        var at = hook.headers().getOrDefault("webhook-timestamp", "");
        var signatures = hook.headers().getOrDefault("webhook-signature", "");
        if (!at.matches("[0-9]{1,12}")) {
            return false;
        }
        var age = Duration.between(Instant.ofEpochSecond(Long.parseLong(at)), clock.instant());
        if (age.abs().compareTo(NEAR) > 0) {
            return false;
        }
        var expected =
                ("v1," + sign(id + "." + at + ".", hook.body()))
                        .getBytes(StandardCharsets.US_ASCII);
        for (var one : signatures.split(" ")) {
            if (MessageDigest.isEqual(expected, one.getBytes(StandardCharsets.US_ASCII))) {
                return true;
            }
        }
        return false;
    }

    private String sign(String head, byte[] body) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key(), "HmacSHA256"));
            mac.update(head.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }

    private byte[] key() {
        var text = secret.reveal();
        return Base64.getDecoder()
                .decode(text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text);
    }
}
