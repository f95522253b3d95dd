package dev.conch.provider;

/** What came of asking a provider to stop. */
public sealed interface CancelOutcome {
    /** It stopped, and nothing is charged. */
    record Canceled() implements CancelOutcome {}

    /** It goes on, or is done, and charges. */
    record TooLate() implements CancelOutcome {}
}
