package dev.conch.provider;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/** What each type of provider calls our models, from {@code names.json}. */
public final class ModelNames {
    private static final Map<String, Map<String, String>> BY_TYPE = read();

    private ModelNames() {}

    /** Names as {@link Route.Target} has them; empty for a type that keeps ours. */
    public static Map<String, String> of(String type) {
        return BY_TYPE.getOrDefault(type, Map.of());
    }

    private static Map<String, Map<String, String>> read() {
        try (var in = ModelNames.class.getResourceAsStream("names.json")) {
            if (in == null) {
                throw new IllegalStateException("names.json is missing");
            }
            var all = new HashMap<String, Map<String, String>>();
            JsonMapper.shared()
                    .readTree(in)
                    .properties()
                    .forEach(type -> all.put(type.getKey(), names(type.getValue())));
            all.values().removeIf(Map::isEmpty);
            return Map.copyOf(all);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> names(JsonNode type) {
        var names = new HashMap<String, String>();
        type.properties()
                .forEach(
                        model -> {
                            var name = model.getValue();
                            if (name.isString()) {
                                names.put(model.getKey(), name.asString());
                            }
                            name.properties()
                                    .forEach(
                                            mode ->
                                                    names.put(
                                                            model.getKey() + ":" + mode.getKey(),
                                                            mode.getValue().asString()));
                        });
        return Map.copyOf(names);
    }
}
