package dev.conch.ledger;

/** Which of a customer's moneys: what was paid for, or what was given. Bonus money goes first. */
public enum Fund {
    BONUS,
    PAID
}
