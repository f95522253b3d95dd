/**
 * Customers and their API keys. A key is 256 random bits behind a prefix, shown once and stored as
 * an HMAC.
 *
 * <p>Start at {@link dev.conch.account.Accounts}.
 */
@MayUse({"base", "db", "ledger"})
@NullMarked
package dev.conch.account;

import dev.conch.base.MayUse;
import org.jspecify.annotations.NullMarked;
