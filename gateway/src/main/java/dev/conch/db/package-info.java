/**
 * The database: one writer that groups waiting transactions into one commit, a few readers,
 * migrations.
 *
 * <p>Start at {@link dev.conch.db.Database}. Stores take a {@link dev.conch.db.Transaction} where
 * they join the work of others, and are the only classes besides these that see SQL.
 */
@MayUse({})
@NullMarked
package dev.conch.db;

import dev.conch.base.MayUse;
import org.jspecify.annotations.NullMarked;
