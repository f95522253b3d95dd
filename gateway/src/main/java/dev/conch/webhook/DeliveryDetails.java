package dev.conch.webhook;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * A delivery with its attempts, the first one first.
 *
 * @param body what is sent, the same at every attempt; null before the first
 */
public record DeliveryDetails(
        Delivery delivery, List<DeliveryAttempt> attempts, @Nullable String body) {}
