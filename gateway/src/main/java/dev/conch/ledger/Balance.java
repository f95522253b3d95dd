package dev.conch.ledger;

import dev.conch.base.Cents;

/**
 * What a customer has.
 *
 * @param available can be held for the next task
 * @param held is set aside for tasks that still run
 * @param spentToday posted since the midnight that the caller asked for
 * @param spentTotal posted ever
 */
public record Balance(Cents available, Cents held, Cents spentToday, Cents spentTotal) {}
