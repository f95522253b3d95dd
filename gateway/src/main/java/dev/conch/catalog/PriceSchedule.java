package dev.conch.catalog;

import java.util.Map;

/**
 * One line of the public price list.
 *
 * @param currency such as {@code USD}
 * @param billingUnit what is charged for, such as {@code per_call}
 * @param billingStrategy how, such as {@code flat}
 * @param unitPriceCents the price to show where only one fits
 * @param billingConfig as {@link Price#billingConfig()}
 */
public record PriceSchedule(
        String service,
        String action,
        String model,
        String currency,
        String billingUnit,
        String billingStrategy,
        int unitPriceCents,
        Map<String, Object> billingConfig) {}
