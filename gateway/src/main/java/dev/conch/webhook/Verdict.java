package dev.conch.webhook;

import java.time.Instant;

/** What follows from an attempt. */
sealed interface Verdict {
    /** The receiver has it. */
    record Delivered() implements Verdict {}

    /** Not accepted; to be tried again. */
    record Again(Instant at) implements Verdict {}

    /** Not accepted, and that was the last try. */
    record GivenUp() implements Verdict {}

    /** The receiver says that it is gone for good. */
    record Gone() implements Verdict {}
}
