package dev.conch.catalog;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Makes sure that each request which the contract of a model accepts has a length, a resolution and
 * a price, and that each price can be asked for.
 */
final class ModelCheck {
    private final Model model;
    private final Place place;
    private final Map<String, Resolution> resolutions;

    ModelCheck(Model model, Place place, Map<String, Resolution> resolutions) {
        this.model = model;
        this.place = place;
        this.resolutions = resolutions;
    }

    void check() {
        for (String name : model.fixed().keySet()) {
            if (model.fields().containsKey(name)) {
                throw place.at("fixed").at(name).wrong("must not be a field as well");
            }
        }
        Field prompt = model.fields().get("prompt");
        if (prompt == null || !prompt.required()) {
            throw place.at("fields").wrong("must have a required prompt");
        }
        checkDurations();
        checkResolutions();
        checkRuleDefaults();
        checkPrices();
    }

    private void checkDurations() {
        for (Object value : settledValues("duration_seconds")) {
            if (!(value instanceof Long seconds) || seconds < 1 || seconds > 3600) {
                throw place.wrong("must have durations of 1 to 3600 seconds, not " + value);
            }
        }
    }

    private void checkResolutions() {
        for (Object value : settledValues("output_resolution")) {
            if (!(value instanceof String name) || !resolutions.containsKey(name)) {
                throw place.wrong("must have resolutions named in /resolutions, not " + value);
            }
        }
    }

    /** Every value that a field can have, or the one that is fixed. */
    private List<Object> settledValues(String name) {
        Object fixed = model.fixed().get(name);
        if (fixed != null) {
            return List.of(fixed);
        }
        Field field = model.fields().get(name);
        if (field == null || field.preset() == null || field.choices().isEmpty()) {
            throw place.wrong("must fix %s or have it with enum and default".formatted(name));
        }
        return field.choices();
    }

    private void checkRuleDefaults() {
        for (int i = 0; i < model.rules().size(); i++) {
            Place rule = place.at("rules").items().get(i);
            for (var preset : model.rules().get(i).presets().entrySet()) {
                Field field = model.fields().get(preset.getKey());
                if (field == null) {
                    throw rule.at("default").at(preset.getKey()).wrong("must be a field");
                }
                if (!field.choices().contains(preset.getValue())) {
                    throw rule.at("default")
                            .at(preset.getKey())
                            .wrong(Problems.mustBeOneOf(field.choices()));
                }
            }
        }
    }

    private void checkPrices() {
        Place price = place.at("price");
        Place config = price.find("billing_config").orElse(price);
        Set<List<String>> charged = new HashSet<>();
        for (Map<String, Object> given : combinations()) {
            if (refused(given)) {
                continue;
            }
            Map<String, Object> settled = model.settled(given);
            var cell =
                    model.price().keys().stream()
                            .map(key -> String.valueOf(settled.get(key)))
                            .toList();
            if (!model.price().cells().containsKey(cell)) {
                throw config.wrong("must have a price for " + String.join(", ", cell));
            }
            charged.add(cell);
        }
        for (List<String> cell : model.price().cells().keySet()) {
            if (!charged.contains(cell)) {
                throw config.wrong(
                        "must not have a price for %s, which the contract refuses"
                                .formatted(String.join(", ", cell)));
            }
        }
    }

    private boolean refused(Map<String, Object> given) {
        var problems = new Problems();
        model.rules().forEach(rule -> rule.check(model.name(), given, problems));
        return model.price().keys().stream().anyMatch(problems::has);
    }

    /** Every way to give or leave out the fields that the price depends on. */
    private List<Map<String, Object>> combinations() {
        List<Map<String, Object>> all = List.of(Map.of());
        for (String key : model.price().keys()) {
            settledValues(key); // complains if the field has no end of values
            Field field = model.fields().get(key);
            var longer = new ArrayList<>(all);
            for (Map<String, Object> given : all) {
                for (Object value : field == null ? List.of() : field.choices()) {
                    var with = new TreeMap<>(given);
                    with.put(key, value);
                    longer.add(with);
                }
            }
            all = longer;
        }
        return all;
    }
}
