/**
 * Requests that may be sent twice and must count once: an {@code Idempotency-Key} names what the
 * first one made, for as long as that exists.
 *
 * <p>Start at {@link dev.conch.idempotency.Idempotency}.
 */
@MayUse({"base", "db"})
@NullMarked
package dev.conch.idempotency;

import dev.conch.base.MayUse;

import org.jspecify.annotations.NullMarked;
