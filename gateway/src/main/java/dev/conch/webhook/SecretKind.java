package dev.conch.webhook;

import java.util.Locale;

/** How deliveries are signed. */
public enum SecretKind {
    /** HMAC-SHA256 with a shared secret, {@code whsec_…}. */
    HMAC,
    /** Ed25519: we keep the private key, the receiver has the public one, {@code whpk_…}. */
    ED25519;

    String storedName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static SecretKind ofStoredName(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
