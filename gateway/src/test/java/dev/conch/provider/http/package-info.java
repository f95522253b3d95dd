/** What adapters have in common, tried on real sockets. */
@NullMarked
package dev.conch.provider.http;

import org.jspecify.annotations.NullMarked;
