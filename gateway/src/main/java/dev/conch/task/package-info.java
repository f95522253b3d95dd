/**
 * Tasks: from the accepted request to the stored video. The task table is its own queue, one row
 * and one truth.
 *
 * <p>Start at {@link dev.conch.task.Tasks} (accept, find) and {@link dev.conch.task.Worker} (claim,
 * drive). Each change of state is one transaction with the money and the event that belong to it.
 */
@MayUse({"base", "db", "event", "account", "ledger", "idempotency", "asset", "provider"})
@NullMarked
package dev.conch.task;

import dev.conch.base.MayUse;

import org.jspecify.annotations.NullMarked;
