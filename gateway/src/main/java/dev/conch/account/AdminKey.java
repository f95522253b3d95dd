package dev.conch.account;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/** What is known of an operator's key, which opens the administration of all accounts. */
public record AdminKey(
        String id,
        String name,
        String masked,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant lastUsedAt,
        @Nullable Instant revokedAt) {
    public boolean live(Instant now) {
        return revokedAt == null && (expiresAt == null || now.isBefore(expiresAt));
    }
}
