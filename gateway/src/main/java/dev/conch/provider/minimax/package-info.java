/**
 * MiniMax, the maker of Hailuo. Two generations of its API live side by side: V1 makes clips with
 * the 01, 02 and 2.3 models, V2 makes seconds with MiniMax-H3 and MiniMax-H3-Max.
 *
 * <p>Start at {@link dev.conch.provider.minimax.MinimaxProvider}. Nothing here was tried on the
 * live service: it follows MiniMax's public pages as read in 2026-11.
 */
@MayUse({"base", "provider", "provider.http"})
@NullMarked
package dev.conch.provider.minimax;

import dev.conch.base.MayUse;

import org.jspecify.annotations.NullMarked;
