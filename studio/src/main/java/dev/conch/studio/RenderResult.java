package dev.conch.studio;

import dev.conch.studio.encode.ProbedVideo;
import dev.conch.studio.scene.Interpretation;

/**
 * A finished render.
 *
 * @param video what the file is, read back from it
 * @param interpretation what was made of the prompt
 */
public record RenderResult(ProbedVideo video, Interpretation interpretation) {}
