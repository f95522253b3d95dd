/**
 * The scene description: what a prompt was understood to ask for, as plain data with a JSON form.
 *
 * <p>Units everywhere: meters, seconds, radians, kilograms; y is up, right-handed, the desk's edge
 * runs along z at x = 0 and the desk's top is y = 0. {@code direct} writes it, {@code render} draws
 * it; neither knows the other.
 */
@NullMarked
package dev.conch.studio.scene;

import org.jspecify.annotations.NullMarked;
