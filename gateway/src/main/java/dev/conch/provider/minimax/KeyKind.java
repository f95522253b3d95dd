package dev.conch.provider.minimax;

import dev.conch.base.Secret;

/** How a key pays, as its beginning tells. */
enum KeyKind {
    PAY_AS_YOU_GO,
    /** Covers V1 only. */
    SUBSCRIPTION;

    static KeyKind of(Secret key) {
        return key.reveal().startsWith("sk-cp-") ? SUBSCRIPTION : PAY_AS_YOU_GO;
    }
}
