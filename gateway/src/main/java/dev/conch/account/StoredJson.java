package dev.conch.account;

import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Limits and scopes as they are stored. */
final class StoredJson {
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .build();
    private static final TypeReference<List<String>> TEXTS = new TypeReference<>() {};

    private StoredJson() {}

    static String of(Limits limits) {
        return limits.equals(Limits.NONE) ? "{}" : JSON.writeValueAsString(limits);
    }

    static Limits limits(String json) {
        return json.equals("{}") ? Limits.NONE : JSON.readValue(json, Limits.class);
    }

    static String of(Set<Scope> scopes) {
        return JSON.writeValueAsString(scopes.stream().sorted().map(Scope::wireName).toList());
    }

    static Set<Scope> scopes(String json) {
        var scopes = EnumSet.noneOf(Scope.class);
        JSON.readValue(json, TEXTS).forEach(n -> Scope.ofWireName(n).ifPresent(scopes::add));
        return scopes;
    }

    static String ofDetails(Object details) {
        return JSON.writeValueAsString(details);
    }
}
