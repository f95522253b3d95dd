package dev.conch.api.admin;

import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;
import dev.conch.base.Nearest;
import dev.conch.catalog.Problems;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Reads the members of a body and collects what is wrong with them, so that a caller hears of
 * everything at once. Nothing that was read is to be used before {@link #check}; a member that was
 * never asked for is unknown. Used by one thread.
 */
final class Fields {
    private static final int MOST_TEXTS = 100;
    private static final int LONGEST_SHOWN = 60;

    private final ObjectNode body;
    private final String prefix;
    private final Problems problems;
    private final Set<String> known = new LinkedHashSet<>();
    private final List<Fields> parts = new ArrayList<>();

    Fields(ObjectNode body) {
        this(body, "", new Problems());
    }

    private Fields(ObjectNode body, String prefix, Problems problems) {
        this.body = body;
        this.prefix = prefix;
        this.problems = problems;
    }

    /** Whether the body has the member, be it null. */
    boolean has(String name) {
        known.add(name);
        return body.has(name);
    }

    private Optional<JsonNode> value(String name) {
        known.add(name);
        return Optional.ofNullable(body.get(name)).filter(node -> !node.isNull());
    }

    /** Notes that a member is wrong; {@code text} goes on after its name. */
    void complain(String name, String text) {
        problems.add(prefix + name, text);
    }

    private <T> Optional<T> wrong(String name, String text) {
        complain(name, text);
        return Optional.empty();
    }

    /** A text that is not blank. */
    Optional<String> text(String name, int longest) {
        return value(name)
                .flatMap(
                        node -> {
                            var text = node.isString() ? node.stringValue().strip() : "";
                            return text.isEmpty() || text.length() > longest
                                    ? wrong(
                                            name,
                                            "must be a text of 1 to %d characters"
                                                    .formatted(longest))
                                    : Optional.of(text);
                        });
    }

    String requiredText(String name, int longest) {
        return required(name, text(name, longest), "");
    }

    Optional<Long> number(String name, long min, long max) {
        return value(name)
                .flatMap(
                        node ->
                                node.isIntegralNumber()
                                                && node.canConvertToLong()
                                                && node.longValue() >= min
                                                && node.longValue() <= max
                                        ? Optional.of(node.longValue())
                                        : wrong(
                                                name,
                                                "must be an integer between %d and %d"
                                                        .formatted(min, max)));
    }

    long requiredNumber(String name, long min, long max) {
        return required(name, number(name, min, max), min);
    }

    Optional<Boolean> truth(String name) {
        return value(name)
                .flatMap(
                        node ->
                                node.isBoolean()
                                        ? Optional.of(node.booleanValue())
                                        : wrong(name, "must be true or false"));
    }

    /** One of some words, as what it stands for. */
    <T> Optional<T> choice(String name, Map<String, T> choices) {
        return value(name)
                .flatMap(
                        node -> {
                            var chosen = node.isString() ? choices.get(node.stringValue()) : null;
                            return chosen == null
                                    ? wrong(
                                            name,
                                            Problems.mustBeOneOf(List.copyOf(choices.keySet())))
                                    : Optional.of(chosen);
                        });
    }

    <T> T requiredChoice(String name, Map<String, T> choices) {
        return required(name, choice(name, choices), choices.values().iterator().next());
    }

    /** A time in the future. */
    Optional<Instant> future(String name, Instant now) {
        return value(name)
                .flatMap(
                        node -> {
                            try {
                                var at = Instant.parse(node.isString() ? node.stringValue() : "");
                                return at.isAfter(now)
                                        ? Optional.of(Instant.ofEpochMilli(at.toEpochMilli()))
                                        : wrong(name, "must be in the future");
                            } catch (DateTimeException | ArithmeticException _) {
                                return wrong(name, "must be a time such as 2027-01-31T00:00:00Z");
                            }
                        });
    }

    /**
     * A list of texts.
     *
     * @param right what each must be, for the complaint
     */
    Optional<Set<String>> texts(String name, Predicate<String> good, String right) {
        return value(name)
                .flatMap(
                        node -> {
                            var texts = new LinkedHashSet<String>();
                            node.forEach(
                                    item -> texts.add(item.isString() ? item.stringValue() : ""));
                            return node.isArray()
                                            && texts.size() <= MOST_TEXTS
                                            && texts.stream().allMatch(good)
                                    ? Optional.of(texts)
                                    : wrong(
                                            name,
                                            "must be a list of at most %d, each %s"
                                                    .formatted(MOST_TEXTS, right));
                        });
    }

    /** The members of an object in this one; complaints about them have both names. */
    Optional<Fields> part(String name) {
        return value(name)
                .flatMap(
                        node -> {
                            if (!(node instanceof ObjectNode object)) {
                                return wrong(name, "must be an object");
                            }
                            var part = new Fields(object, prefix + name + ".", problems);
                            parts.add(part);
                            return Optional.of(part);
                        });
    }

    /** Notes that {@code value}, which was read from a member, must be there. */
    <T> T required(String name, Optional<T> value, T otherwise) {
        if (value.isEmpty() && value(name).isEmpty()) {
            complain(name, "is required");
        }
        return value.orElse(otherwise);
    }

    /**
     * Ends the reading.
     *
     * @throws GatewayException {@code validation_failed} with every complaint
     */
    void check() {
        refuseUnknown();
        if (!problems.none()) {
            var refused = problems.refused();
            throw new GatewayException(
                    ErrorCode.VALIDATION_FAILED, refused.message(), refused.errors());
        }
    }

    private void refuseUnknown() {
        for (var name : body.propertyNames()) {
            if (!known.contains(name)) {
                var hint =
                        Nearest.to(name, known)
                                .map(near -> "did you mean %s?".formatted(near))
                                .orElse("known are: " + String.join(", ", known));
                problems.add(
                        prefix + name.substring(0, Math.min(name.length(), LONGEST_SHOWN)),
                        "is unknown; " + hint);
            }
        }
        parts.forEach(Fields::refuseUnknown);
    }
}
