/**
 * The ledger: who paid, who was paid, and what is held while a task runs. Double entry in integer
 * US cents.
 *
 * <p>Callers: {@code task} (hold, post, void), {@code account} (first balance) and {@code api}
 * (balances). Start at {@link dev.conch.ledger.Ledger}. After every transaction the balances of all
 * ledger accounts add up to zero, and each hold was ended at most once.
 */
@MayUse({"base", "db"})
@NullMarked
package dev.conch.ledger;

import dev.conch.base.MayUse;
import org.jspecify.annotations.NullMarked;
