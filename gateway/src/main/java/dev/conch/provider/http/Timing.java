package dev.conch.provider.http;

import dev.conch.provider.Wish;

import java.util.Set;

/**
 * How many frames a model of the operator's own makes, by the settings {@code fps} (24) and {@code
 * frame_step} (1).
 *
 * @param step many models make one frame more than a multiple of a step, such as 4 or 8; 1 for
 *     exactly as many as were asked
 */
public record Timing(int fps, int step) {
    /** The settings that are read here. */
    public static final Set<String> SETTINGS = Set.of("fps", "frame_step");

    /**
     * Reads the settings.
     *
     * @throws IllegalArgumentException for a setting that cannot be
     */
    public static Timing of(UpstreamSettings settings) {
        var timing = new Timing(settings.number("fps", 24), settings.number("frame_step", 1));
        if (timing.fps() < 1 || timing.step() < 1) {
            throw settings.wrong("fps, frame_step", "must be at least 1");
        }
        return timing;
    }

    /** At least as many as the wish lasts. */
    public int frames(Wish wish) {
        int asked = wish.durationSeconds() * fps;
        return step == 1 ? asked : Math.ceilDiv(asked, step) * step + 1;
    }
}
