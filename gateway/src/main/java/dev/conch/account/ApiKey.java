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

    /** The same key with everything that an administrator can change. */
    public ApiKey changed(
            String newName,
            Set<Scope> newScopes,
            Limits newLimits,
            Priority newPriority,
            @Nullable Instant newExpiresAt) {
        return new ApiKey(
                id,
                accountId,
                projectId,
                newName,
                masked,
                newScopes,
                newLimits,
                newPriority,
                fromLogin,
                createdAt,
                newExpiresAt,
                lastUsedAt,
                revokedAt);
    }

    /** The same key, revoked; what was revoked before stays so. */
    ApiKey revokedAt(Instant now) {
        return copy(masked, expiresAt, lastUsedAt, revokedAt == null ? now : revokedAt);
    }

    /** The same key with another secret. */
    ApiKey masked(String newMasked) {
        return copy(newMasked, expiresAt, lastUsedAt, revokedAt);
    }

    ApiKey usedAt(Instant now) {
        return copy(masked, expiresAt, now, revokedAt);
    }

    /** The same key as one of its former secrets opens it. */
    ApiKey atMostUntil(Instant end) {
        var sooner = expiresAt == null || end.isBefore(expiresAt) ? end : expiresAt;
        return copy(masked, sooner, lastUsedAt, revokedAt);
    }

    private ApiKey copy(
            String newMasked,
            @Nullable Instant newExpiresAt,
            @Nullable Instant newLastUsedAt,
            @Nullable Instant newRevokedAt) {
        return new ApiKey(
                id,
                accountId,
                projectId,
                name,
                newMasked,
                scopes,
                limits,
                priority,
                fromLogin,
                createdAt,
                newExpiresAt,
                newLastUsedAt,
                newRevokedAt);
    }
}
