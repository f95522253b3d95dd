/** The adapter of Replicate against a scripted Replicate. */
@NullMarked
package dev.conch.provider.replicate;

import org.jspecify.annotations.NullMarked;
