package dev.conch.listener;

import dev.conch.base.Secret;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** Random texts of 256 bits that are given out, and their hashes, which are kept. */
final class Token {
    private static final int BYTES = 32;

    private Token() {}

    static Secret next(SecureRandom random) {
        var bits = new byte[BYTES];
        random.nextBytes(bits);
        return new Secret(Base64.getUrlEncoder().withoutPadding().encodeToString(bits));
    }

    /** What is kept of a token. */
    static String hash(String token) {
        return HexFormat.of().formatHex(sha256(token));
    }

    /** The challenge that belongs to a PKCE verifier by method S256 (RFC 7636). */
    static String challenge(String verifier) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sha256(verifier));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
