/**
 * The database, SQLite or PostgreSQL: writers that group waiting transactions into one commit, a
 * few readers, migrations, and signals to all nodes of what was committed.
 *
 * <p>Start at {@link dev.conch.db.Database}. Stores take a {@link dev.conch.db.Transaction} where
 * they join the work of others, and are the only classes besides these that see SQL.
 */
@MayUse({})
@NullMarked
package dev.conch.db;

import dev.conch.base.MayUse;

import org.jspecify.annotations.NullMarked;
