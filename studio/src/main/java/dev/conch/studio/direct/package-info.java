/**
 * Direction: what a prompt asks for ({@link dev.conch.studio.direct.PromptReader}) and how time and
 * camera run over the simulated motion, frame by frame ({@link dev.conch.studio.direct.Director}).
 */
@NullMarked
package dev.conch.studio.direct;

import org.jspecify.annotations.NullMarked;
