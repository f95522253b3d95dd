/**
 * Physics: how the bodies of a scene move. In goes a {@link dev.conch.studio.scene.Scene}, out
 * comes a {@link dev.conch.studio.sim.Motion} with poses over time and the events that time and
 * camera are keyed on. The same scene gives the same bits on every run.
 */
@NullMarked
package dev.conch.studio.sim;

import org.jspecify.annotations.NullMarked;
