package dev.conch.base;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts secrets that must be read again, for the database: AES-256-GCM with a fresh random
 * nonce. The stored text is {@code v1.<key id>.<base64url of nonce, ciphertext and tag>}; the key
 * id tells, when a text cannot be opened, that another key closed it.
 *
 * <p>Shared between threads.
 */
public final class SecretBox {
    private static final String VERSION = "v1";
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;
    private final String keyId;
    private final SecureRandom random = new SecureRandom();

    /**
     * Makes a box.
     *
     * @param key 32 bytes that serve no other purpose
     */
    public SecretBox(byte[] key) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("the key must have 32 bytes, has " + key.length);
        }
        this.key = new SecretKeySpec(key, "AES");
        this.keyId = HexFormat.of().formatHex(sha256(key), 0, 4);
    }

    /**
     * Closes a secret.
     *
     * @param context what the secret belongs to; only the same context opens it, so that a text
     *     that was moved to another row is worth nothing
     */
    public String close(Secret secret, String context) {
        var nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        var closed =
                run(
                        Cipher.ENCRYPT_MODE,
                        nonce,
                        context,
                        secret.reveal().getBytes(StandardCharsets.UTF_8));
        var bytes =
                ByteBuffer.allocate(nonce.length + closed.length).put(nonce).put(closed).array();
        return String.join(
                ".", VERSION, keyId, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** Opens what {@link #close} made with the same key and context. */
    public Secret open(String stored, String context) {
        var parts = stored.split("\\.", -1);
        if (parts.length != 3 || !parts[0].equals(VERSION)) {
            throw new IllegalStateException("a stored secret has an unknown form");
        }
        if (!parts[1].equals(keyId)) {
            throw new IllegalStateException(
                    "a stored secret was closed with key %s, this gateway has key %s: was the server key replaced?"
                            .formatted(parts[1], keyId));
        }
        var bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(parts[2]));
        var nonce = new byte[NONCE_BYTES];
        bytes.get(nonce);
        var closed = new byte[bytes.remaining()];
        bytes.get(closed);
        return new Secret(
                new String(
                        run(Cipher.DECRYPT_MODE, nonce, context, closed), StandardCharsets.UTF_8));
    }

    private byte[] run(int mode, byte[] nonce, String context, byte[] text) {
        try {
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a stored secret was changed or moved", e);
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no SHA-256", e);
        }
    }
}
