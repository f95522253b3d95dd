package dev.conch.studio.direct;

import dev.conch.studio.scene.Interpretation;
import dev.conch.studio.scene.Interpretation.Approximation;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** What to tell the caller, collected in any order and told in the prompt's. */
final class Notes {
    private final SortedMap<Integer, String> understood = new TreeMap<>();
    private final SortedMap<Integer, Approximation> approximated = new TreeMap<>();
    private final SortedMap<Integer, String> ignored = new TreeMap<>();

    void understood(int at, String text) {
        understood.put(at, text);
    }

    void approximated(int at, String text, String as) {
        approximated.put(at, new Approximation(text, as));
    }

    void ignored(int at, String text) {
        ignored.put(at, text);
    }

    /** Takes back what was said of the phrase that starts here. */
    void forget(int at) {
        understood.remove(at);
        approximated.remove(at);
    }

    Interpretation told() {
        return new Interpretation(
                Interpretation.ENGINE,
                once(understood.values()),
                approximated.values().stream().distinct().toList(),
                once(ignored.values()));
    }

    private static java.util.List<String> once(Collection<String> phrases) {
        var seen = new HashSet<String>();
        return phrases.stream().filter(p -> seen.add(p.toLowerCase(Locale.ROOT))).toList();
    }
}
