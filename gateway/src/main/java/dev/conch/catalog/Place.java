package dev.conch.catalog;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A place in a JSON file, which can say what is wrong there.
 *
 * @param pointer JSON pointer (RFC 6901); empty for the whole file
 * @param under the place that this one changes: what is not said here is said there
 */
record Place(String file, String pointer, JsonNode node, @Nullable Place under) {
    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    static Place root(String file, String json) {
        try {
            return new Place(file, "", MAPPER.readTree(json), null);
        } catch (JacksonException wrong) {
            var where = wrong.getLocation();
            String line = where == null ? "" : ":" + where.getLineNr();
            throw new CatalogException(
                    file + line + ": must be JSON: " + wrong.getOriginalMessage());
        }
    }

    /** This place as a change of {@code base}; a member that both have is this one's, whole. */
    Place over(Place base) {
        return new Place(file, pointer, node, base);
    }

    CatalogException wrong(String right) {
        return new CatalogException("%s: %s %s".formatted(file, pointer, right));
    }

    Place at(String key) {
        return find(key)
                .orElseThrow(() -> new Place(file, child(key), node, null).wrong("must be there"));
    }

    Optional<Place> find(String key) {
        object();
        JsonNode child = node.get(key);
        if (child != null) {
            return Optional.of(new Place(file, child(key), child, null));
        }
        return under == null ? Optional.empty() : under.find(key);
    }

    /** The members that stand at this very place. */
    Map<String, Place> members() {
        object();
        var members = new LinkedHashMap<String, Place>();
        for (var entry : node.properties()) {
            members.put(
                    entry.getKey(), new Place(file, child(entry.getKey()), entry.getValue(), null));
        }
        return members;
    }

    /** The members of the object at {@code key}; none if that is not there. */
    Map<String, Place> membersOf(String key) {
        return find(key).map(Place::members).orElse(Map.of());
    }

    List<Place> items() {
        if (!node.isArray()) {
            throw wrong("must be an array");
        }
        var items = new ArrayList<Place>();
        for (JsonNode item : node) {
            items.add(new Place(file, pointer + "/" + items.size(), item, null));
        }
        return items;
    }

    /** The items of the array at {@code key}; none if that is not there. */
    List<Place> itemsOf(String key) {
        return find(key).map(Place::items).orElse(List.of());
    }

    String text() {
        if (!node.isString() || node.stringValue().isBlank()) {
            throw wrong("must be a text");
        }
        return node.stringValue();
    }

    int positive() {
        if (!node.isInt() || node.intValue() <= 0) {
            throw wrong("must be a whole number above 0");
        }
        return node.intValue();
    }

    /** A number above 0, such as 5.53. */
    BigDecimal positiveNumber() {
        if (!node.isNumber() || node.decimalValue().signum() <= 0) {
            throw wrong("must be a number above 0");
        }
        return node.decimalValue();
    }

    boolean truth() {
        if (!node.isBoolean()) {
            throw wrong("must be true or false");
        }
        return node.booleanValue();
    }

    Object scalar() {
        Object value = Values.scalar(node);
        if (value instanceof JsonNode || value instanceof List) {
            throw wrong("must be a text, a whole number, true or false");
        }
        return value;
    }

    void hasOnly(String... keys) {
        for (Place member : members().values()) {
            String key = member.pointer().substring(pointer.length() + 1);
            if (!List.of(keys).contains(key)) {
                throw member.wrong("is unknown; must be one of: " + String.join(", ", keys));
            }
        }
    }

    private void object() {
        if (!node.isObject()) {
            throw wrong("must be an object");
        }
    }

    private String child(String key) {
        return pointer + "/" + key.replace("~", "~0").replace("/", "~1");
    }
}
