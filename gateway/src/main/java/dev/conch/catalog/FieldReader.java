package dev.conch.catalog;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Reads one field of a model: what the file says of the field in general, and what the model adds.
 */
final class FieldReader {
    /** The fields that {@link ValidRequest} gives by name have these types. */
    private static final Map<String, Field.Type> TYPES =
            Map.of(
                    "prompt", Field.Type.STRING,
                    "duration_seconds", Field.Type.INTEGER,
                    "output_resolution", Field.Type.STRING,
                    "first_frame_image_url", Field.Type.STRING,
                    "last_frame_image_url", Field.Type.STRING,
                    "prompt_optimizer", Field.Type.BOOLEAN,
                    "enable_safety_checker", Field.Type.BOOLEAN,
                    "callback_url", Field.Type.STRING);

    private final String name;
    private final Place general;
    private final Place own;

    private FieldReader(String name, Place general, Place own) {
        this.name = name;
        this.general = general;
        this.own = own;
        for (Place place : List.of(general, own)) {
            place.hasOnly(
                    "type",
                    "required",
                    "enum",
                    "default",
                    "min_length",
                    "max_length",
                    "pattern",
                    "pattern_text",
                    "description");
        }
    }

    static Field read(String name, Place fields, Place own) {
        return new FieldReader(name, fields.at(name), own).field();
    }

    private Field field() {
        Field.Type type = type();
        List<Object> choices =
                find("enum")
                        .map(
                                place ->
                                        place.items().stream()
                                                .map(item -> value(type, item))
                                                .toList())
                        .orElse(List.of());
        return new Field(
                name,
                type,
                find("required").map(Place::truth).orElse(false),
                choices,
                preset(type, choices),
                new Field.Length(length("min_length"), length("max_length")),
                shape(),
                general.at("description").text());
    }

    private Field.Type type() {
        Place place = general.at("type");
        Field.Type type =
                Arrays.stream(Field.Type.values())
                        .filter(candidate -> candidate.wireName().equals(place.text()))
                        .findFirst()
                        .orElseThrow(() -> place.wrong("must be one of: string, integer, boolean"));
        Field.Type expected = TYPES.getOrDefault(name, type);
        if (type != expected) {
            throw place.wrong("must be " + expected.wireName());
        }
        return type;
    }

    private @Nullable Object preset(Field.Type type, List<Object> choices) {
        Optional<Place> place = find("default");
        if (place.isEmpty()) {
            return null;
        }
        Object value = value(type, place.get());
        if (!choices.isEmpty() && !choices.contains(value)) {
            throw place.get().wrong(Problems.mustBeOneOf(choices));
        }
        return value;
    }

    private static Object value(Field.Type type, Place place) {
        Object value = place.scalar();
        if (!type.fits(value)) {
            throw place.wrong(type.complaint());
        }
        return value;
    }

    private OptionalInt length(String key) {
        return find(key).map(place -> OptionalInt.of(place.positive())).orElse(OptionalInt.empty());
    }

    private Field.@Nullable Shape shape() {
        Optional<Place> pattern = find("pattern");
        if (pattern.isEmpty()) {
            return null;
        }
        try {
            return new Field.Shape(
                    Pattern.compile(pattern.get().text()), general.at("pattern_text").text());
        } catch (PatternSyntaxException wrong) {
            throw pattern.get().wrong("must be a regular expression: " + wrong.getDescription());
        }
    }

    private Optional<Place> find(String key) {
        return own.find(key).or(() -> general.find(key));
    }
}
