package dev.conch.catalog;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * One field of a model's requests. Values are {@link String}, {@link Long}, {@link Boolean} or a
 * {@link List} of texts.
 *
 * @param choices the only values allowed, in order; empty if any value of the type is
 * @param preset what the field means when it is absent; null if nothing
 * @param length bounds of a text in Unicode code points
 * @param maxItems how many items an array may have
 * @param shape how a text, or each text of an array, must start; null if that is free
 * @param description for the documentation
 */
public record Field(
        String name,
        Type type,
        boolean required,
        List<Object> choices,
        @Nullable Object preset,
        Length length,
        OptionalInt maxItems,
        @Nullable Shape shape,
        String description) {
    /** The JSON types that fields have. */
    public enum Type {
        STRING("string", "must be a string"),
        INTEGER("integer", "must be an integer"),
        BOOLEAN("boolean", "must be a boolean"),
        ARRAY("array", "must be an array");

        private final String wireName;
        private final String complaint;

        Type(String wireName, String complaint) {
            this.wireName = wireName;
            this.complaint = complaint;
        }

        /** The type's name in JSON Schema. */
        public String wireName() {
            return wireName;
        }

        String complaint() {
            return complaint;
        }

        boolean fits(Object value) {
            return switch (this) {
                case STRING -> value instanceof String;
                case INTEGER -> value instanceof Long;
                case BOOLEAN -> value instanceof Boolean;
                case ARRAY -> value instanceof List;
            };
        }
    }

    /** Bounds of a text's length in Unicode code points, both inclusive; empty means no bound. */
    public record Length(OptionalInt min, OptionalInt max) {
        static final Length FREE = new Length(OptionalInt.empty(), OptionalInt.empty());

        boolean fits(String text) {
            int length = text.codePointCount(0, text.length());
            return length >= min.orElse(0) && length <= max.orElse(Integer.MAX_VALUE);
        }

        String complaint() {
            if (min.isPresent() && max.isPresent()) {
                return "must be between %d and %d characters"
                        .formatted(min.getAsInt(), max.getAsInt());
            }
            return max.isPresent()
                    ? "must be at most %d characters".formatted(max.getAsInt())
                    : "must be at least %d characters".formatted(min.orElse(0));
        }
    }

    /**
     * How a text must start.
     *
     * @param pattern matched at the start of the text
     * @param complaint what to say, without the field's name
     */
    public record Shape(Pattern pattern, String complaint) {
        boolean fits(String text) {
            return pattern.matcher(text).lookingAt();
        }
    }

    public Field {
        choices = List.copyOf(choices);
    }
}
