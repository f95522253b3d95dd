package dev.conch.provider;

import org.jspecify.annotations.Nullable;

/** What came of asking a provider to start. */
public sealed interface SubmitOutcome {
    /**
     * It started, under this id of the provider's.
     *
     * @param trace what the provider's support wants to hear about this call, or null
     */
    record Accepted(String providerTaskId, @Nullable String trace) implements SubmitOutcome {
        public Accepted(String providerTaskId) {
            this(providerTaskId, null);
        }
    }

    /** It certainly did not start and never will; the class says what may be done instead. */
    record Refused(Trouble trouble) implements SubmitOutcome {
        public Refused {
            if (trouble.errorClass() == ErrorClass.AMBIGUOUS) {
                throw new IllegalArgumentException("an ambiguous answer is not a refusal");
            }
        }
    }

    /** It may have started: asking again could be paid twice. */
    record Unclear(String cause) implements SubmitOutcome {}

    /** A refusal, or unclear where the trouble's class says so. */
    static SubmitOutcome of(Trouble trouble) {
        return trouble.errorClass() == ErrorClass.AMBIGUOUS
                ? new Unclear(trouble.failure().message())
                : new Refused(trouble);
    }
}
