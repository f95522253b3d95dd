package dev.conch.account;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Set;

/**
 * What is known of an API key: never the key itself.
 *
 * @param id stable, {@code token_…}
 * @param masked the form in which it may be shown again
 * @param fromLogin made by a login in the browser, not by an administrator
 */
public record ApiKey(
        String id,
        long accountId,
        long projectId,
        String name,
        String masked,
        Set<Scope> scopes,
        Limits limits,
        Priority priority,
        boolean fromLogin,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant lastUsedAt,
        @Nullable Instant revokedAt) {
    public ApiKey {
        scopes = Set.copyOf(scopes);
    }

    /** Whether it opens anything at {@code now}. */
    public boolean live(Instant now) {
        return revokedAt == null && (expiresAt == null || now.isBefore(expiresAt));
    }

    /** The same key with another end. */
    ApiKey ending(@Nullable Instant newExpiresAt, @Nullable Instant newRevokedAt) {
        return new ApiKey(
                id,
                accountId,
                projectId,
                name,
                masked,
                scopes,
                limits,
                priority,
                fromLogin,
                createdAt,
                newExpiresAt,
                lastUsedAt,
                newRevokedAt);
    }
}
