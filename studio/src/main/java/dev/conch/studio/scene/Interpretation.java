package dev.conch.studio.scene;

import java.util.List;

/**
 * What the studio made of a prompt, told to the caller word for word.
 *
 * @param engine always {@link #ENGINE}
 * @param understood phrases of the prompt that the scene shows
 * @param approximated phrases shown as something near
 * @param ignored words that the scene does not show
 */
public record Interpretation(
        String engine,
        List<String> understood,
        List<Approximation> approximated,
        List<String> ignored) {
    public static final String ENGINE = "studio (procedural, not a neural model)";

    public Interpretation {
        understood = List.copyOf(understood);
        approximated = List.copyOf(approximated);
        ignored = List.copyOf(ignored);
    }

    /**
     * A word and what is shown instead.
     *
     * @param as what is shown instead of {@code word}
     */
    public record Approximation(String word, String as) {}
}
