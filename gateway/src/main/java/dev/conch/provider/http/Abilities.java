package dev.conch.provider.http;

import dev.conch.provider.Wish;
import dev.conch.provider.Wish.Mode;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a server can do whose models are the operator's own, as the operator's settings say: {@code
 * modes} (such as {@code text, first_frame}), {@code seconds} (such as {@code 6, 10}), {@code
 * short_sides} (such as {@code 512, 768}) and {@code watermark} ({@code true} when all it makes
 * carries a visible mark). What is not set is not limited, except that no mark is promised.
 */
public final class Abilities {
    /** The settings that are read here. */
    public static final Set<String> SETTINGS =
            Set.of("modes", "seconds", "short_sides", "watermark");

    private final Set<Mode> modes;
    private final List<Integer> seconds;
    private final List<Integer> shortSides;
    private final boolean watermark;

    private Abilities(
            Set<Mode> modes, List<Integer> seconds, List<Integer> shortSides, boolean watermark) {
        this.modes = modes;
        this.seconds = seconds;
        this.shortSides = shortSides;
        this.watermark = watermark;
    }

    /**
     * Reads the settings.
     *
     * @param possible what the adapter can ask for at all
     * @throws IllegalArgumentException for a setting that cannot be
     */
    public static Abilities of(UpstreamSettings settings, Set<Mode> possible) {
        var asked = settings.list("modes").stream().map(word -> mode(settings, word));
        var modes = settings.list("modes").isEmpty() ? possible : asked.collect(Collectors.toSet());
        if (!possible.containsAll(modes)) {
            throw settings.wrong("modes", "this adapter makes videos only from " + words(possible));
        }
        return new Abilities(
                Set.copyOf(modes),
                settings.numbers("seconds"),
                settings.numbers("short_sides"),
                settings.flag("watermark", false));
    }

    private static Mode mode(UpstreamSettings settings, String word) {
        for (var mode : Mode.values()) {
            if (mode.word().equals(word)) {
                return mode;
            }
        }
        throw settings.wrong("modes", word + " is none of " + words(Set.of(Mode.values())));
    }

    private static String words(Set<Mode> modes) {
        return modes.stream().sorted().map(Mode::word).collect(Collectors.joining(", "));
    }

    /** Why the server cannot make this; empty if it can. */
    public Optional<String> objection(Wish wish) {
        if (!modes.contains(wish.mode())) {
            return Optional.of(
                    "%s makes no video from %s: it makes them from %s"
                            .formatted(
                                    wish.upstreamModel(),
                                    wish.mode().word().replace('_', ' '),
                                    words(modes).replace('_', ' ')));
        }
        return outside(wish, seconds, wish.durationSeconds(), "seconds")
                .or(() -> outside(wish, shortSides, wish.shortSide(), "pixels on the short side"))
                .or(() -> mark(wish));
    }

    private static Optional<String> outside(
            Wish wish, List<Integer> allowed, int asked, String unit) {
        return allowed.isEmpty() || allowed.contains(asked)
                ? Optional.empty()
                : Optional.of(
                        "%s does not make %d %s: it makes %s"
                                .formatted(
                                        wish.upstreamModel(),
                                        asked,
                                        unit,
                                        allowed.stream()
                                                .map(String::valueOf)
                                                .collect(Collectors.joining(" or "))));
    }

    private Optional<String> mark(Wish wish) {
        return watermark || !wish.options().watermark()
                ? Optional.empty()
                : Optional.of(wish.upstreamModel() + " puts no visible mark on its videos");
    }
}
