package dev.conch.webhook;

import dev.conch.base.TaskId;

import org.jspecify.annotations.Nullable;

/**
 * Which deliveries of an account to list; null does not filter.
 *
 * @param cursor of an earlier page; null for the first
 * @param limit how many at most, 1 to {@link #MOST}
 */
public record DeliveryQuery(
        @Nullable String endpointId,
        @Nullable TaskId taskId,
        @Nullable DeliveryState state,
        @Nullable String eventType,
        @Nullable String cursor,
        int limit) {
    public static final int MOST = 200;

    public DeliveryQuery {
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException(
                    "limit must be 1 to %d, was %d".formatted(MOST, limit));
        }
    }
}
