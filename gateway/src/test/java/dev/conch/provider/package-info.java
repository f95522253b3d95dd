/** What every provider's adapter must keep, and the scripted upstreams that try it. */
@NullMarked
package dev.conch.provider;

import org.jspecify.annotations.NullMarked;
