/**
 * The models: what may be asked of each, what that means and what it costs.
 *
 * <p>Everything is data, in one file a service beside these classes ({@code hailuo.json}, whose
 * first lines explain it, and {@code minimax_h3.json}), and in files of the operator's. Callers:
 * {@code api} (checks, documentation), {@code task} and {@code provider} (what was asked). Start
 * reading at {@link dev.conch.catalog.Catalog}. Every type but {@link
 * dev.conch.catalog.CurrentCatalog} is immutable and may be shared between threads.
 */
@MayUse({"base"})
@NullMarked
package dev.conch.catalog;

import dev.conch.base.MayUse;

import org.jspecify.annotations.NullMarked;
