/**
 * Videos made by Replicate, whose predictions carry the Hailuo models.
 *
 * <p>Start at {@link dev.conch.provider.replicate.ReplicateProvider}.
 */
@NullMarked
package dev.conch.provider.replicate;

import org.jspecify.annotations.NullMarked;
