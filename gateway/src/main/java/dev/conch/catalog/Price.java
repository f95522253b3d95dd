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
 * @param extras what is added to the cell
 */
public record Price(
        int unitPriceCents,
        List<String> keys,
        Map<List<String>, Integer> cells,
        List<Extra> extras) {
    /** Nothing is sold. */
    static final Price NONE = new Price(0, List.of(), Map.of(), List.of());

    /** What a request costs more because of one of its fields. */
    public sealed interface Extra {
        /** The field, which is absent from requests that this does not concern. */
        String field();

        /** Cents for the given values, which must have every key of the price. */
        int cents(Map<String, Object> values);

        /** Its public form in price schedules. */
        Map<String, Object> shown();

        /** Each item of an array beyond those that are free. */
        record Items(String field, int freeItems, int centsPerItem) implements Extra {
            @Override
            public int cents(Map<String, Object> values) {
                int items = values.get(field) instanceof List<?> list ? list.size() : 0;
                return Math.max(0, items - freeItems) * centsPerItem;
            }

            @Override
            public Map<String, Object> shown() {
                var shown = new LinkedHashMap<String, Object>();
                shown.put("field", field);
                shown.put("free_items", freeItems);
                shown.put("cents_per_item", centsPerItem);
                return shown;
            }
        }

        /** The field being there at all, by the value of another one. */
        record Presence(String field, String key, Map<String, Integer> overrides) implements Extra {
            public Presence {
                overrides = Collections.unmodifiableMap(new LinkedHashMap<>(overrides));
            }

            @Override
            public int cents(Map<String, Object> values) {
                return values.containsKey(field)
                        ? overrides.getOrDefault(String.valueOf(values.get(key)), 0)
                        : 0;
            }

            @Override
            public Map<String, Object> shown() {
                var shown = new LinkedHashMap<String, Object>();
                shown.put("field", field);
                shown.put("key", key);
                shown.put("overrides", overrides);
                return shown;
            }
        }
    }

    public Price {
        keys = List.copyOf(keys);
        cells = Collections.unmodifiableMap(new LinkedHashMap<>(cells));
        extras = List.copyOf(extras);
    }

    /** Cents for the given values, which must have every key; empty if that is not sold. */
    OptionalInt cents(Map<String, Object> values) {
        Integer cents = cells.get(cell(values));
        return cents == null
                ? OptionalInt.empty()
                : OptionalInt.of(
                        cents + extras.stream().mapToInt(extra -> extra.cents(values)).sum());
    }

    private List<String> cell(Map<String, Object> values) {
        return keys.stream().map(key -> String.valueOf(values.get(key))).toList();
    }

    /**
     * The price in the public form of price schedules: {@code {}}, {@code {key, overrides}} or
     * {@code {keys, matrix}} with the matrix nested in the order of the keys; with {@code extras}
     * where there are any.
     */
    public Map<String, Object> billingConfig() {
        var config =
                switch (keys.size()) {
                    case 0 -> new LinkedHashMap<String, Object>();
                    case 1 -> ordered("key", keys.getFirst(), "overrides", nested());
                    default -> ordered("keys", keys, "matrix", nested());
                };
        if (!extras.isEmpty()) {
            config.put("extras", extras.stream().map(Extra::shown).toList());
        }
        return Collections.unmodifiableMap(config);
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

    private static LinkedHashMap<String, Object> ordered(
            String key1, Object value1, String key2, Object value2) {
        var map = new LinkedHashMap<String, Object>();
        map.put(key1, value1);
        map.put(key2, value2);
        return map;
    }
}
