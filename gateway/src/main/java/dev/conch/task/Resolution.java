package dev.conch.task;

/** What an operator found out about a task whose submit was unclear. */
public sealed interface Resolution {
    /** The provider has it under this id: its result shall be fetched, and charged. */
    record Completed(String providerTaskId) implements Resolution {}

    /** It shall end without a charge, whatever the provider does. */
    record Failed(String reason) implements Resolution {}

    /** The provider certainly never had it: it may be sent again. */
    record Retry() implements Resolution {}
}
