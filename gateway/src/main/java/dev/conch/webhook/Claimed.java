package dev.conch.webhook;

import dev.conch.base.TaskId;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * A delivery that this node is to send now, as it was when it was claimed.
 *
 * @param taskId null for a test
 * @param endpointId null for a callback
 * @param apiKeyId whose secret signs a callback
 * @param body null before the first attempt
 * @param attempts ever made
 * @param tries attempts since it was last asked for
 */
record Claimed(
        long sequence,
        String id,
        long accountId,
        @Nullable TaskId taskId,
        String target,
        @Nullable String endpointId,
        String apiKeyId,
        String url,
        String eventType,
        @Nullable String body,
        int attempts,
        int tries,
        Instant createdAt) {
    /** Whose secrets sign it. */
    String owner() {
        return endpointId == null ? Targets.key(apiKeyId) : Targets.endpoint(endpointId);
    }
}
