/**
 * The fault harness: a real gateway in a process of its own between a scripted upstream, a scripted
 * receiver of webhooks and impatient customers, killed and cut off by chance; then everybody's
 * books are compared.
 *
 * <p>Start at {@link dev.conch.fault.Round}; {@code bench/faults} runs many, {@link
 * dev.conch.fault.FaultTest} a few.
 */
@NullMarked
package dev.conch.fault;

import org.jspecify.annotations.NullMarked;
