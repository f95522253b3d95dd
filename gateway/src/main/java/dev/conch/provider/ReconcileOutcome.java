package dev.conch.provider;

/** What a provider's own list says of a submit whose answer never came. */
public sealed interface ReconcileOutcome {
    /** It started, under this id of the provider's. */
    record Found(String providerTaskId) implements ReconcileOutcome {}

    /** It certainly never started and never will. */
    record NotThere() implements ReconcileOutcome {}

    /** The provider has no list, or it does not answer now. */
    record CannotTell() implements ReconcileOutcome {}
}
