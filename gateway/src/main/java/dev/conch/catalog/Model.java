package dev.conch.catalog;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A model that requests can name.
 *
 * @param title for people
 * @param action the endpoint that takes it, such as {@code text_to_video}
 * @param fields what requests may say, by name; {@code model} itself is not among them
 * @param fixed what cannot be chosen, by the name of the field that would choose it
 * @param rules what holds between fields, in the order of checks
 */
public record Model(
        String name,
        String title,
        String service,
        String action,
        String modality,
        SortedMap<String, Field> fields,
        Map<String, Object> fixed,
        List<Rule> rules,
        Price price) {
    private static final Set<String> IMAGES =
            Set.of("first_frame_image_url", "last_frame_image_url", "reference_image_urls");

    public Model {
        fields = Collections.unmodifiableSortedMap(new TreeMap<>(fields));
        fixed = Collections.unmodifiableMap(new LinkedHashMap<>(fixed));
        rules = List.copyOf(rules);
    }

    /** The same at another price. */
    Model at(Price other) {
        return new Model(name, title, service, action, modality, fields, fixed, rules, other);
    }

    /** Whether requests may carry images, and so be large. */
    public boolean takesImages() {
        return fields.keySet().stream().anyMatch(IMAGES::contains);
    }

    /** The given fields of this model with defaults for absent ones, in alphabetical order. */
    SortedMap<String, Object> withDefaults(Map<String, Object> given) {
        var values = new TreeMap<String, Object>();
        given.forEach(
                (name, value) -> {
                    if (fields.containsKey(name)) {
                        values.put(name, value);
                    }
                });
        for (Rule rule : rules) {
            if (rule.applies(given)) {
                rule.presets().forEach(values::putIfAbsent);
            }
        }
        for (Field field : fields.values()) {
            if (field.preset() != null) {
                values.putIfAbsent(field.name(), field.preset());
            }
        }
        return values;
    }

    /**
     * What a request with these fields costs, in whole US cents; absent fields have their defaults.
     *
     * @param params values as {@link String}, {@link Boolean}, any whole {@link Number} or a {@link
     *     List}; fields that have no say in the price may be there
     * @throws IllegalArgumentException if the model does not sell this
     */
    public int priceCents(Map<String, ?> params) {
        var given = new LinkedHashMap<String, Object>();
        params.forEach(
                (field, value) ->
                        given.put(
                                field, value instanceof Number n ? (Object) n.longValue() : value));
        return cents(given)
                .orElseThrow(
                        () -> new IllegalArgumentException(name + " is not sold as " + params));
    }

    /** Cents for the given fields, defaults filled in; empty if that combination is not sold. */
    OptionalInt cents(Map<String, Object> given) {
        return price.cents(settled(given));
    }

    /** The given fields with defaults and fixed values. */
    Map<String, Object> settled(Map<String, Object> given) {
        Map<String, Object> values = withDefaults(given);
        values.putAll(fixed);
        return values;
    }
}
