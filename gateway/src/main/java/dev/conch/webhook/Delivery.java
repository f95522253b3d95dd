package dev.conch.webhook;

import dev.conch.base.TaskId;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * One message to one receiver.
 *
 * @param sequence grows with time, per database
 * @param id the {@code webhook-id} of every attempt
 * @param taskId null for a test
 * @param target {@code endpoint:we_…} or {@code callback:https://host:443}
 * @param endpointId null for a callback
 * @param dueAt when the next attempt may start
 * @param lastError why the last attempt failed; holds nothing that the receiver wrote
 */
public record Delivery(
        long sequence,
        String id,
        long accountId,
        @Nullable Long projectId,
        @Nullable TaskId taskId,
        String target,
        @Nullable String endpointId,
        String url,
        String eventType,
        DeliveryState state,
        int attempts,
        Instant dueAt,
        Instant createdAt,
        @Nullable Instant endedAt,
        @Nullable Integer lastStatus,
        @Nullable String lastError) {}
