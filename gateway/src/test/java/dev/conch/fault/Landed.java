package dev.conch.fault;

/** What the gateway can do by now; the harness asks for nothing else. */
final class Landed {
    /** {@code callback_url} is called. */
    static final boolean CALLBACKS = false;

    /** The operator can settle a submit that the upstream's list cannot. */
    static final boolean OPERATOR = false;

    private Landed() {}
}
