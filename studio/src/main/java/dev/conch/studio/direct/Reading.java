package dev.conch.studio.direct;

import dev.conch.studio.scene.Interpretation;
import dev.conch.studio.scene.Scene;

/**
 * What became of a prompt.
 *
 * @param scene the shot to simulate and draw
 * @param interpretation what to tell the caller about it
 */
public record Reading(Scene scene, Interpretation interpretation) {}
