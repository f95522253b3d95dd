package dev.conch.provider;

import java.time.Duration;

/** Where a started video stands. */
public sealed interface PollOutcome {
    /**
     * Not done.
     *
     * @param progress 0 to 1; 0 where the provider does not tell
     * @param nextPoll how long to wait before asking again
     */
    record Running(double progress, Duration nextPoll) implements PollOutcome {}

    /** Done; {@link VideoProvider#fetch} has it. */
    record Succeeded() implements PollOutcome {}

    /** Ended without a video; nothing is charged. */
    record Failed(Failure failure) implements PollOutcome {}

    /** The provider does not know it (any more); believed only when it says so repeatedly. */
    record Lost() implements PollOutcome {}

    /**
     * The provider did not say: it is busy, broken or refuses the credential. Nothing is known of
     * the task, which goes on.
     */
    record NoAnswer(Trouble trouble, Duration nextPoll) implements PollOutcome {}
}
