/**
 * A day in fast motion: a whole gateway between customers and providers on real sockets, in a time
 * that passes only when nobody has anything left to do; then everybody's books are compared.
 *
 * <p>Start at {@link dev.conch.day.Day}; {@code bench/day} plays a long one, {@link
 * dev.conch.day.DayTest} a short one.
 */
@NullMarked
package dev.conch.day;

import org.jspecify.annotations.NullMarked;
