package dev.conch.studio.direct;

import dev.conch.studio.direct.Kind.Act;
import dev.conch.studio.scene.CameraPlan.Move;
import dev.conch.studio.scene.Setting;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a prompt asks for, before anything has a place or a speed.
 *
 * @param roles at least one; the first is the lead
 * @param subject place in {@code roles} of what the camera looks at
 * @param slowed the act that is to be seen in slow motion, if only that one
 */
record Script(
        List<Role> roles,
        int subject,
        Setting setting,
        Optics optics,
        List<Move> moves,
        Pace pace,
        @Nullable Act slowed) {
    /**
     * Some bodies of a kind and what they do.
     *
     * @param color of the stuff, where the prompt names one
     * @param target whether the lead is to run into them
     * @param speed factor to the usual speed
     */
    record Role(
            Kind kind,
            Stuff stuff,
            @Nullable String color,
            int count,
            Set<Act> acts,
            boolean target,
            double speed) {}

    /** How fast time runs. */
    enum Pace {
        /** The prompt does not say. */
        OPEN,
        SLOW,
        REAL
    }

    /**
     * How the picture is taken.
     *
     * @param focalMillimeters of the lens
     * @param blur aperture radius in parts of the subject's usual one: 1 is shallow, 0 all sharp
     */
    record Optics(double focalMillimeters, double blur) {}
}
