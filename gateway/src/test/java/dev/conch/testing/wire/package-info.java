/** HTTP on real sockets, answered as a test wants it: well, badly or not at all. */
@NullMarked
package dev.conch.testing.wire;

import org.jspecify.annotations.NullMarked;
