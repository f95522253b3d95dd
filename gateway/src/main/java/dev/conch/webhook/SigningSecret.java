package dev.conch.webhook;

import dev.conch.base.Secret;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Base64;

/**
 * What signs deliveries, in the forms of Standard Webhooks: a shared secret {@code whsec_…} or an
 * Ed25519 key {@code whsk_…} whose public half is {@code whpk_…}.
 */
sealed interface SigningSecret {
    /** The text to keep; it signs. */
    Secret stored();

    /** The text that a receiver needs: the shared secret, or the public key. */
    Secret shown();

    /** One entry of the {@code webhook-signature} header. */
    String sign(byte[] content);

    /** Tells whether {@code entry} is a signature of {@code content} by this secret. */
    boolean verifies(byte[] content, String entry);

    /** A new one of 32 random bytes. */
    static SigningSecret generate(SecretKind kind, SecureRandom random) {
        var bytes = new byte[32];
        random.nextBytes(bytes);
        return switch (kind) {
            case HMAC -> new Hmac(bytes);
            case ED25519 -> new Ed25519(bytes);
        };
    }

    /** Reads what {@link #stored} gave. */
    static SigningSecret parse(Secret stored) {
        var text = stored.reveal();
        if (text.startsWith(Hmac.PREFIX)) {
            return new Hmac(Base64.getDecoder().decode(text.substring(Hmac.PREFIX.length())));
        }
        if (text.startsWith(Ed25519.PRIVATE_PREFIX)) {
            return new Ed25519(
                    Base64.getDecoder().decode(text.substring(Ed25519.PRIVATE_PREFIX.length())));
        }
        throw new IllegalArgumentException("not a signing secret");
    }

    /** HMAC-SHA256. */
    final class Hmac implements SigningSecret {
        private static final String PREFIX = "whsec_";
        private final byte[] key;

        private Hmac(byte[] key) {
            this.key = key;
        }

        @Override
        public Secret stored() {
            return new Secret(PREFIX + Base64.getEncoder().encodeToString(key));
        }

        @Override
        public Secret shown() {
            return stored();
        }

        @Override
        public String sign(byte[] content) {
            return "v1,"
                    + Base64.getEncoder().encodeToString(dev.conch.base.Hmac.sha256(key, content));
        }

        @Override
        public boolean verifies(byte[] content, String entry) {
            return MessageDigest.isEqual(
                    sign(content).getBytes(StandardCharsets.US_ASCII),
                    entry.getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** Ed25519; the 32 bytes are the seed of RFC 8032. */
    final class Ed25519 implements SigningSecret {
        private static final String PRIVATE_PREFIX = "whsk_";
        private static final String PUBLIC_PREFIX = "whpk_";
        private static final String ENTRY_PREFIX = "v1a,";
        private static final String ALGORITHM = "Ed25519";
        private static final int KEY_BYTES = 32;

        private final byte[] seed;

        private Ed25519(byte[] seed) {
            if (seed.length != KEY_BYTES) {
                throw new IllegalArgumentException("an Ed25519 key must have 32 bytes");
            }
            this.seed = seed;
        }

        @Override
        public Secret stored() {
            return new Secret(PRIVATE_PREFIX + Base64.getEncoder().encodeToString(seed));
        }

        @Override
        public Secret shown() {
            var point = publicKey().getPoint();
            var bytes = new byte[KEY_BYTES];
            var y = point.getY().toByteArray(); // big-endian; the wire has little-endian
            for (int i = 0; i < Math.min(y.length, KEY_BYTES); i++) {
                bytes[i] = y[y.length - 1 - i];
            }
            if (point.isXOdd()) {
                bytes[KEY_BYTES - 1] |= (byte) 0x80;
            }
            return new Secret(PUBLIC_PREFIX + Base64.getEncoder().encodeToString(bytes));
        }

        @Override
        public String sign(byte[] content) {
            try {
                var signature = Signature.getInstance(ALGORITHM);
                signature.initSign(
                        KeyFactory.getInstance(ALGORITHM)
                                .generatePrivate(
                                        new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed)));
                signature.update(content);
                return ENTRY_PREFIX + Base64.getEncoder().encodeToString(signature.sign());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("the JDK has no Ed25519", e);
            }
        }

        @Override
        public boolean verifies(byte[] content, String entry) {
            return verifies(publicKey(), content, entry);
        }

        /** Verifies with the public half, {@code whpk_…}, as a receiver does. */
        static boolean verifies(Secret shown, byte[] content, String entry) {
            var bytes =
                    Base64.getDecoder().decode(shown.reveal().substring(PUBLIC_PREFIX.length()));
            boolean xOdd = (bytes[KEY_BYTES - 1] & 0x80) != 0;
            bytes[KEY_BYTES - 1] &= 0x7f;
            var y = new byte[KEY_BYTES];
            for (int i = 0; i < KEY_BYTES; i++) {
                y[i] = bytes[KEY_BYTES - 1 - i];
            }
            try {
                var key =
                        KeyFactory.getInstance(ALGORITHM)
                                .generatePublic(
                                        new EdECPublicKeySpec(
                                                NamedParameterSpec.ED25519,
                                                new EdECPoint(xOdd, new BigInteger(1, y))));
                return verifies(key, content, entry);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("not an Ed25519 key", e);
            }
        }

        private static boolean verifies(PublicKey key, byte[] content, String entry) {
            if (!entry.startsWith(ENTRY_PREFIX)) {
                return false;
            }
            try {
                var signature = Signature.getInstance(ALGORITHM);
                signature.initVerify(key);
                signature.update(content);
                return signature.verify(
                        Base64.getDecoder().decode(entry.substring(ENTRY_PREFIX.length())));
            } catch (GeneralSecurityException | IllegalArgumentException _) {
                return false;
            }
        }

        /**
         * The JDK derives a public key only while it makes a pair; its one use of the random source
         * is the seed.
         */
        private EdECPublicKey publicKey() {
            try {
                var pairs = KeyPairGenerator.getInstance(ALGORITHM);
                pairs.initialize(NamedParameterSpec.ED25519, new Seeded(seed));
                return (EdECPublicKey) pairs.generateKeyPair().getPublic();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("the JDK has no Ed25519", e);
            }
        }

        private static final class Seeded extends SecureRandom {
            private static final long serialVersionUID = 1;
            private final transient byte[] seed;

            Seeded(byte[] seed) {
                this.seed = seed;
            }

            @Override
            public void nextBytes(byte[] bytes) {
                System.arraycopy(seed, 0, bytes, 0, bytes.length);
            }
        }
    }
}
