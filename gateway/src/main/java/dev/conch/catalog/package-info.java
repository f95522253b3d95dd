/**
 * The models: what may be asked of each, what that means and what it costs.
 *
 * <p>Everything is data, in {@code hailuo.json} beside these classes; its first lines explain it.
 * Callers: {@code api} (checks, documentation), {@code task} and {@code provider} (what was asked).
 * Start reading at {@link dev.conch.catalog.Catalog}. Nothing here keeps state: every type is
 * immutable and may be shared between threads.
 */
@MayUse({"base"})
@NullMarked
package dev.conch.catalog;

import dev.conch.base.MayUse;
import org.jspecify.annotations.NullMarked;
