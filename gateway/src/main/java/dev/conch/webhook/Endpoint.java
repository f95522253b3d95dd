package dev.conch.webhook;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/**
 * A server that wants to be told of an account's tasks.
 *
 * @param projectId whose tasks; null for those of all projects
 * @param events which of {@link EventTypes#ALL}
 * @param disabledReason for the owner to read; null while it is enabled
 * @param failingSince the first failed attempt after the last success
 */
public record Endpoint(
        String id,
        long accountId,
        @Nullable Long projectId,
        String url,
        String description,
        List<String> events,
        Instant createdAt,
        @Nullable Instant disabledAt,
        @Nullable String disabledReason,
        @Nullable Instant failingSince) {
    public boolean enabled() {
        return disabledAt == null;
    }

    boolean wants(String eventType, long ofProject) {
        return enabled()
                && events.contains(eventType)
                && (projectId == null || projectId == ofProject);
    }

    /** The name under which its deliveries are counted and ordered. */
    String target() {
        return Targets.endpoint(id);
    }
}
