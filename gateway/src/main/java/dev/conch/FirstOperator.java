package dev.conch;

import dev.conch.account.Keys;
import dev.conch.base.Secret;

/**
 * The operator's key that the first start makes. A generated one is in {@code admin.key} of the
 * data folder, where commands on the same machine find it.
 */
final class FirstOperator {
    private FirstOperator() {}

    /**
     * Makes a key unless there is one that works; so one that was lost or revoked is replaced by a
     * restart.
     *
     * <p>A generated key is on disk before it opens anything: a start that is cut in between leaves
     * no key that nobody knows.
     *
     * @param chosen the key to use; empty generates one
     */
    static void ensure(Keys keys, DataFolder folder, String chosen) {
        if (keys.hasAdmin()) {
            return;
        }
        if (!chosen.isEmpty()) {
            keys.bootstrapAdmin(new Secret(chosen));
            return;
        }
        var secret = keys.generateAdmin();
        folder.writeAdminKey(secret);
        keys.bootstrapAdmin(secret);
    }
}
