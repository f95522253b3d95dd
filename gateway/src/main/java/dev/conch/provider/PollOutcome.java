package dev.conch.provider;

import java.time.Duration;

/** Where a started video stands. */
public sealed interface PollOutcome {
    /**
     * Not done.
     *
     * @param progress 0 to 1
     * @param nextPoll how long to wait before asking again
     */
    record Running(double progress, Duration nextPoll) implements PollOutcome {}

    /** Done; {@link VideoProvider#fetch} has it. */
    record Succeeded() implements PollOutcome {}

    /** Ended without a video. */
    record Failed(Failure failure) implements PollOutcome {}

    /** The provider does not know it (any more). */
    record Lost() implements PollOutcome {}
}
