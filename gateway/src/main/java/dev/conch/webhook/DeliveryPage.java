package dev.conch.webhook;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * A page of the log, the newest delivery first.
 *
 * @param next the cursor of the page that follows; null on the last one
 */
public record DeliveryPage(List<Delivery> deliveries, @Nullable String next) {}
