package dev.conch.provider;

import java.time.Duration;

/** What came of asking a provider to start. */
public sealed interface SubmitOutcome {
    /** It started, under this id of the provider's. */
    record Accepted(String providerTaskId) implements SubmitOutcome {}

    /** It certainly did not start and never will. */
    record Refused(Failure failure) implements SubmitOutcome {}

    /** It certainly did not start; it may later. */
    record Busy(Duration retryAfter) implements SubmitOutcome {}

    /** It may have started: asking again could be paid twice. */
    record Unclear(String cause) implements SubmitOutcome {}
}
