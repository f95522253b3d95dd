/**
 * Videos made by fal.ai, whose queue carries the Hailuo models.
 *
 * <p>Start at {@link dev.conch.provider.fal.FalProvider}.
 */
@NullMarked
package dev.conch.provider.fal;

import org.jspecify.annotations.NullMarked;
