package dev.conch.catalog;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What holds between the fields of a model. It applies when all its conditions hold.
 *
 * @param when the conditions; none means always
 * @param required fields that must be there
 * @param requiredAny fields of which one must be there; empty if the rule does not ask for it
 * @param forbidden fields that must not be there
 * @param choices the only values that these fields may have
 * @param presets what absent fields mean, before the fields' own defaults
 * @param message the complaint with {@code {field}} and {@code {model}} in it; null for a made one
 * @param description for the documentation
 */
public record Rule(
        List<Condition> when,
        List<String> required,
        List<String> requiredAny,
        List<String> forbidden,
        Map<String, List<Object>> choices,
        Map<String, Object> presets,
        @Nullable String message,
        String description) {
    /** Something that is true or not of the fields that a request gives. */
    public sealed interface Condition {
        boolean holds(Map<String, Object> given);

        /** The condition in words, such as {@code output_resolution is 1080p}. */
        String inWords();

        /** The field is there with this very value. */
        record Is(String field, Object value) implements Condition {
            @Override
            public boolean holds(Map<String, Object> given) {
                return value.equals(given.get(field));
            }

            @Override
            public String inWords() {
                return field + " is " + value;
            }
        }

        /** The field is there, or is not. */
        record Presence(String field, boolean present) implements Condition {
            @Override
            public boolean holds(Map<String, Object> given) {
                return given.containsKey(field) == present;
            }

            @Override
            public String inWords() {
                return field + (present ? " is present" : " is absent");
            }
        }
    }

    public Rule {
        when = List.copyOf(when);
        required = List.copyOf(required);
        requiredAny = List.copyOf(requiredAny);
        forbidden = List.copyOf(forbidden);
        choices = Collections.unmodifiableMap(new LinkedHashMap<>(choices));
        presets = Collections.unmodifiableMap(new LinkedHashMap<>(presets));
    }

    boolean applies(Map<String, Object> given) {
        return when.stream().allMatch(condition -> condition.holds(given));
    }

    /** Tells {@code problems} what the rule has against the fields given. */
    void check(String model, Map<String, Object> given, Problems problems) {
        if (!applies(given)) {
            return;
        }
        for (String field : required) {
            if (!given.containsKey(field)) {
                complain(field, "is required", model, problems);
            }
        }
        if (!requiredAny.isEmpty() && requiredAny.stream().noneMatch(given::containsKey)) {
            String others = String.join(" or ", requiredAny.subList(1, requiredAny.size()));
            String text = others.isEmpty() ? "is required" : "or " + others + " is required";
            complain(requiredAny.getFirst(), text, model, problems);
        }
        for (String field : forbidden) {
            if (given.containsKey(field)) {
                complain(field, "is not allowed", model, problems);
            }
        }
        choices.forEach(
                (field, allowed) -> {
                    if (given.containsKey(field) && !allowed.contains(given.get(field))) {
                        complain(field, Problems.mustBeOneOf(allowed), model, problems);
                    }
                });
    }

    private void complain(String field, String text, String model, Problems problems) {
        if (message != null) {
            problems.addWhole(field, message.replace("{field}", field).replace("{model}", model));
            return;
        }
        String context = when.stream().map(Condition::inWords).collect(Collectors.joining(" and "));
        problems.add(field, context.isEmpty() ? text : text + " when " + context);
    }
}
