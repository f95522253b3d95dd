package dev.conch.api.admin;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** The words by which a body names one of a few things. */
final class Words {
    private Words() {}

    /** Words and what they stand for, in the order of {@code values}. */
    static <T> Map<String, T> of(T[] values, Function<T, String> word) {
        var words = new LinkedHashMap<String, T>();
        for (var value : values) {
            words.put(word.apply(value), value);
        }
        return Collections.unmodifiableMap(words);
    }
}
