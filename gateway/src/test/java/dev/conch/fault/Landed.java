package dev.conch.fault;

/** What the gateway can do by now; the harness asks for nothing else. */
final class Landed {
    /** {@code Idempotency-Key} on creates: a lost answer may be asked for again. */
    static final boolean IDEMPOTENCY = false;

    /** {@code callback_url} is called. */
    static final boolean CALLBACKS = false;

    /** Unclear submits are settled: by the provider's list, or by the operator. */
    static final boolean SETTLEMENT = false;

    private Landed() {}
}
