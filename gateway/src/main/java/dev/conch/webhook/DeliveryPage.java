package dev.conch.webhook;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of the log, the newest delivery first.
 *
 * @param next the cursor of the page that follows; null on the last one
 */
public record DeliveryPage(List<Delivery> deliveries, @Nullable String next) {}
