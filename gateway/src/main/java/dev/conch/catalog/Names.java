package dev.conch.catalog;

import dev.conch.base.Nearest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Names the fields that a request gives but its model does not have, with a hint where there is
 * one.
 */
final class Names {
    /** How many fields are named; a body could hold a hundred thousand. */
    private static final int MAX_WARNINGS = 20;

    /** Longest field name that is shown or compared, in UTF-16 units. */
    private static final int MAX_NAME = 60;

    private final Map<String, String> formerNames;

    Names(Map<String, String> formerNames) {
        this.formerNames = formerNames;
    }

    /**
     * One warning for each unknown field.
     *
     * @param siblings models of other actions by which a field can be known
     */
    List<String> warnings(Model model, Collection<String> given, Collection<Model> siblings) {
        var unknown =
                given.stream()
                        .filter(name -> !name.equals("model") && !model.fields().containsKey(name))
                        .toList();
        var warnings = new ArrayList<String>();
        for (String name : unknown.stream().limit(MAX_WARNINGS).toList()) {
            warnings.add(
                    "%s is not a field of %s and was ignored%s"
                            .formatted(shown(name), model.name(), hint(model, name, siblings)));
        }
        if (unknown.size() > MAX_WARNINGS) {
            warnings.add(
                    "%d more fields are not fields of %s and were ignored"
                            .formatted(unknown.size() - MAX_WARNINGS, model.name()));
        }
        return warnings;
    }

    private String hint(Model model, String name, Collection<Model> siblings) {
        String wanted = formerNames.getOrDefault(name.toLowerCase(Locale.ROOT), name);
        Optional<String> near = nearest(wanted, model.fields().keySet());
        if (near.isPresent()) {
            return "; did you mean " + near.get() + "?";
        }
        Optional<String> fixed = nearest(wanted, model.fixed().keySet());
        if (fixed.isPresent()) {
            return "; %s is always %s there".formatted(fixed.get(), model.fixed().get(fixed.get()));
        }
        for (Model sibling : siblings) {
            Optional<String> known = nearest(wanted, sibling.fields().keySet());
            if (known.isPresent()) {
                return "; %s is a field of %s".formatted(known.get(), sibling.action());
            }
        }
        return "";
    }

    private static String shown(String name) {
        if (name.length() <= MAX_NAME) {
            return name;
        }
        int end = Character.isHighSurrogate(name.charAt(MAX_NAME - 1)) ? MAX_NAME - 1 : MAX_NAME;
        return name.substring(0, end) + "…";
    }

    /** The candidate most like {@code name}; empty if none is like it. */
    static Optional<String> nearest(String name, Collection<String> candidates) {
        if (name.length() > MAX_NAME) {
            return Optional.empty();
        }
        String wanted = plain(name);
        String best = null;
        int bestDistance = 1 + wanted.length() / 5;
        for (String candidate : candidates) {
            int distance = Nearest.distance(wanted, plain(candidate));
            if (distance < bestDistance || (distance == bestDistance && best == null)) {
                best = candidate;
                bestDistance = distance;
            }
        }
        return Optional.ofNullable(best);
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
    }
}
