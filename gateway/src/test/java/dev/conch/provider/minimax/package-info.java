/** Holds the adapter of MiniMax to what its scripted server does, traps included. */
@NullMarked
package dev.conch.provider.minimax;

import org.jspecify.annotations.NullMarked;
