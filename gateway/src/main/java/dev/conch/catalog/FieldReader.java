package dev.conch.catalog;

import static java.util.Map.entry;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/**
 * Reads one field of a model: what the file says of the field in general, and what the model adds.
 */
final class FieldReader {
    /** The fields that {@link ValidRequest} gives by name have these types. */
    private static final Map<String, Field.Type> TYPES =
            Map.ofEntries(
                    entry("prompt", Field.Type.STRING),
                    entry("duration_seconds", Field.Type.INTEGER),
                    entry("output_resolution", Field.Type.STRING),
                    entry("aspect_ratio", Field.Type.STRING),
                    entry("first_frame_image_url", Field.Type.STRING),
                    entry("last_frame_image_url", Field.Type.STRING),
                    entry("reference_image_urls", Field.Type.ARRAY),
                    entry("reference_video_urls", Field.Type.ARRAY),
                    entry("reference_audio_urls", Field.Type.ARRAY),
                    entry("prompt_optimizer", Field.Type.BOOLEAN),
                    entry("enable_safety_checker", Field.Type.BOOLEAN),
                    entry("callback_url", Field.Type.STRING));

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
                    "max_items",
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
                new Field.Length(bound("min_length"), bound("max_length")),
                bound("max_items"),
                shape(),
                general.at("description").text());
    }

    private Field.Type type() {
        Place place = general.at("type");
        Field.Type type =
                Arrays.stream(Field.Type.values())
                        .filter(candidate -> candidate.wireName().equals(place.text()))
                        .findFirst()
                        .orElseThrow(() -> place.wrong("must be one of: " + types()));
        Field.Type expected = TYPES.getOrDefault(name, type);
        if (type != expected) {
            throw place.wrong("must be " + expected.wireName());
        }
        return type;
    }

    private static String types() {
        return Arrays.stream(Field.Type.values())
                .map(Field.Type::wireName)
                .collect(Collectors.joining(", "));
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

    private OptionalInt bound(String key) {
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
