/**
 * The embedded engine as a provider: renders in child processes on this machine, for nothing but
 * electricity.
 */
@NullMarked
package dev.conch.provider.studio;

import org.jspecify.annotations.NullMarked;
