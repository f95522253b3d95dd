package dev.conch.catalog;

import tools.jackson.databind.JsonNode;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON values as the catalog compares them. */
final class Values {
    private Values() {}

    /**
     * The fields of a request that count as given, in its order: not those that are null, a blank
     * text, an empty object or an array of nothing else.
     */
    static Map<String, Object> present(JsonNode body) {
        var given = new LinkedHashMap<String, Object>();
        for (var entry : body.properties()) {
            if (isPresent(entry.getValue())) {
                given.put(entry.getKey(), value(entry.getValue()));
            }
        }
        return given;
    }

    private static boolean isPresent(JsonNode node) {
        if (node.isNull() || node.isMissingNode()) {
            return false;
        }
        if (node.isString()) {
            return !node.stringValue().codePoints().allMatch(Values::isBlank);
        }
        return node.isArray()
                ? node.valueStream().anyMatch(item -> item.isArray() || isPresent(item))
                : !node.isObject() || !node.isEmpty();
    }

    /** An array as a {@link List} of what {@link #scalar} makes of its items. */
    private static Object value(JsonNode node) {
        return node.isArray() ? node.valueStream().map(Values::scalar).toList() : scalar(node);
    }

    /**
     * Wider than {@link Character#isWhitespace}: no-break spaces and byte order marks count too.
     */
    private static boolean isBlank(int codePoint) {
        return Character.isWhitespace(codePoint)
                || Character.isSpaceChar(codePoint)
                || codePoint == 0xFEFF;
    }

    /**
     * A text as {@link String}, a truth value as {@link Boolean}, a whole number (6.0 is one) as
     * {@link Long}, cut to its range; anything else as the node itself, which equals no value that
     * a catalog can name.
     */
    static Object scalar(JsonNode node) {
        if (node.isString()) {
            return node.stringValue();
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        if (node.isLong() || node.isInt() || node.isShort()) {
            return node.longValue();
        }
        if (node.isNumber()) {
            double number = node.numberValue().doubleValue();
            if (Double.isFinite(number) && number == Math.rint(number)) {
                return (long) number;
            }
        }
        return node;
    }
}
