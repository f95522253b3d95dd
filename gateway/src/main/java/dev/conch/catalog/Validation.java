package dev.conch.catalog;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What came of checking a request. */
public sealed interface Validation {
    /** The request can be carried out as {@code request} says. */
    record Accepted(ValidRequest request) implements Validation {}

    /**
     * The request breaks its model's contract.
     *
     * @param message the first complaint in order of checks, safe to show
     * @param errors every complaint by field, in order of checks, without the field's name where
     *     the complaint starts with it
     */
    record Refused(String message, Map<String, List<String>> errors) implements Validation {
        public Refused {
            var copy = new LinkedHashMap<String, List<String>>();
            errors.forEach((field, texts) -> copy.put(field, List.copyOf(texts)));
            errors = Collections.unmodifiableMap(copy);
        }
    }
}
