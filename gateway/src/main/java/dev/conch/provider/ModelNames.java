package dev.conch.provider;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/** What each type of provider calls our models, from {@code names.json}. */
public final class ModelNames {
    private static final Map<String, Map<String, String>> BY_TYPE = read();

    private ModelNames() {}

    /** Names by our own; empty for a type that keeps ours. */
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
                    .forEach(
                            type -> {
                                var names = new HashMap<String, String>();
                                type.getValue()
                                        .properties()
                                        .forEach(
                                                name ->
                                                        names.put(
                                                                name.getKey(),
                                                                name.getValue().asString()));
                                if (!names.isEmpty()) {
                                    all.put(type.getKey(), Map.copyOf(names));
                                }
                            });
            return Map.copyOf(all);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
