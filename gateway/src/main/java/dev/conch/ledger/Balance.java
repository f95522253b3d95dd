package dev.conch.ledger;

import dev.conch.base.Money;

/**
 * What a customer has.
 *
 * @param paid can be held for the next task, and was paid for
 * @param bonus can be held for the next task, and was given; goes first
 * @param held is set aside for tasks that still run
 * @param spentToday posted since the midnight that the caller asked for
 * @param spentTotal posted ever
 */
public record Balance(Money paid, Money bonus, Money held, Money spentToday, Money spentTotal) {
    /** What can be held for the next task. */
    public Money available() {
        return paid.plus(bonus);
    }
}
