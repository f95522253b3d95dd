/** Fakes that tests of several packages share. */
@NullMarked
package dev.conch.testing;

import org.jspecify.annotations.NullMarked;
