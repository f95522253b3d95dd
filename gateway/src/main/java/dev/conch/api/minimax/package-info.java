/**
 * MiniMax's own API, at the origin's root: both generations, for clients that speak it, such as
 * OpenClaw's bundled provider. Start reading at {@link dev.conch.api.minimax.MinimaxV1Routes}.
 */
@NullMarked
package dev.conch.api.minimax;

import org.jspecify.annotations.NullMarked;
