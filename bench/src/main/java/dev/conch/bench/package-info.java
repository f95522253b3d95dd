/**
 * Measurements of a real gateway in a process of its own, with a provider that renders nothing:
 * what accepting, polling, delivering and recovering cost by themselves.
 *
 * <p>Start at {@link dev.conch.bench.Bench}.
 */
@NullMarked
package dev.conch.bench;

import org.jspecify.annotations.NullMarked;
