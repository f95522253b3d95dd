package dev.conch.catalog;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What one video of a model costs, in whole US cents.
 *
 * @param unitPriceCents the price to show where only one fits
 * @param keys the fields that the price depends on; none means that every video costs the same
 * @param cells cents by the values of {@code keys}, in their order, as text; a price without keys
 *     has one cell under the empty list
 */
public record Price(int unitPriceCents, List<String> keys, Map<List<String>, Integer> cells) {
    public Price {
        keys = List.copyOf(keys);
        cells = Collections.unmodifiableMap(new LinkedHashMap<>(cells));
    }

    /** Cents for the given values, which must have every key; empty if that is not sold. */
    OptionalInt cents(Map<String, Object> values) {
        var cell = keys.stream().map(key -> String.valueOf(values.get(key))).toList();
        Integer cents = cells.get(cell);
        return cents == null ? OptionalInt.empty() : OptionalInt.of(cents);
    }

    /**
     * The price in the public form of price schedules: {@code {}}, {@code {key, overrides}} or
     * {@code {keys, matrix}} with the matrix nested in the order of the keys.
     */
    public Map<String, Object> billingConfig() {
        return switch (keys.size()) {
            case 0 -> Map.of();
            case 1 -> ordered("key", keys.getFirst(), "overrides", nested());
            default -> ordered("keys", keys, "matrix", nested());
        };
    }

    private Map<String, Object> nested() {
        var root = new LinkedHashMap<String, Object>();
        cells.forEach((path, cents) -> put(root, path, cents));
        return root;
    }

    @SuppressWarnings("unchecked") // every value above the last level was made by this method
    private static void put(Map<String, Object> into, List<String> path, Integer cents) {
        if (path.size() == 1) {
            into.put(path.getFirst(), cents);
            return;
        }
        Object next =
                into.computeIfAbsent(path.getFirst(), _ -> new LinkedHashMap<String, Object>());
        put((Map<String, Object>) next, path.subList(1, path.size()), cents);
    }

    private static Map<String, Object> ordered(
            String key1, Object value1, String key2, Object value2) {
        var map = new LinkedHashMap<String, Object>();
        map.put(key1, value1);
        map.put(key2, value2);
        return map;
    }
}
