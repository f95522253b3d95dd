/**
 * Who makes the videos: the port that each provider's adapter implements, and which provider serves
 * which model.
 *
 * <p>Start at {@link dev.conch.provider.VideoProvider}. Adapters live in packages of their own
 * below this one and never know each other.
 */
@MayUse({"base", "outbound", "studio"})
@NullMarked
package dev.conch.provider;

import dev.conch.base.MayUse;

import org.jspecify.annotations.NullMarked;
