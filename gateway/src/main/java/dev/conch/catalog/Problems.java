package dev.conch.catalog;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Complaints about one request, in the order in which they were found. Used by one thread. */
public final class Problems {
    private final Map<String, List<String>> byField = new LinkedHashMap<>();
    private String first = "";

    /** Notes a complaint that starts with the field's name, which {@code text} leaves out. */
    public void add(String field, String text) {
        note(field, text, field + " " + text);
    }

    /** Notes a complaint given as a whole sentence. */
    void addWhole(String field, String sentence) {
        String prefix = field + " ";
        String text = sentence.startsWith(prefix) ? sentence.substring(prefix.length()) : sentence;
        note(field, text, sentence);
    }

    private void note(String field, String text, String sentence) {
        if (byField.isEmpty()) {
            first = sentence;
        }
        byField.computeIfAbsent(field, _ -> new ArrayList<>()).add(text);
    }

    public boolean none() {
        return byField.isEmpty();
    }

    boolean has(String field) {
        return byField.containsKey(field);
    }

    public Validation.Refused refused() {
        return new Validation.Refused(first, byField);
    }

    public static String mustBeOneOf(List<?> values) {
        return "must be one of: "
                + values.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
