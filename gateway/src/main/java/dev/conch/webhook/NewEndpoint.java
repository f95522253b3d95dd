package dev.conch.webhook;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What a customer asks for.
 *
 * @param projectId one of the account's, which the caller has checked; null for all
 * @param events null for {@link EventTypes#DEFAULT}
 */
public record NewEndpoint(
        @Nullable Long projectId,
        String url,
        @Nullable List<String> events,
        String description,
        SecretKind kind) {}
