/** The adapter of fal.ai against a scripted fal. */
@NullMarked
package dev.conch.provider.fal;

import org.jspecify.annotations.NullMarked;
