package dev.conch.webhook;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;

/**
 * One request to a receiver. Its answer's body is never kept.
 *
 * @param number from 1, without gaps
 * @param status null when no answer came
 * @param error null when it was accepted
 * @param retryAfter the answer's header of this name; null if there was none
 */
public record DeliveryAttempt(
        int number,
        Instant at,
        @Nullable Integer status,
        Duration took,
        @Nullable String error,
        @Nullable String retryAfter) {}
