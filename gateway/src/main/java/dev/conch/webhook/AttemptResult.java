package dev.conch.webhook;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/** How an attempt went. */
sealed interface AttemptResult {
    Duration took();

    /** The word for it in metrics: few, whoever the receiver is. */
    String outcome();

    /** Why it was not accepted, to be shown to the owner; null when it was. */
    @Nullable String error();

    /**
     * The receiver answered.
     *
     * @param retryAfter the header of this name; empty if there was none
     */
    record Answered(int status, String retryAfter, Duration took) implements AttemptResult {
        boolean accepted() {
            return status >= 200 && status < 300;
        }

        @Override
        public String outcome() {
            return accepted() ? "delivered" : "refused";
        }

        @Override
        public @Nullable String error() {
            if (accepted()) {
                return null;
            }
            return status >= 300 && status < 400
                    ? "HTTP " + status + ": redirects are not followed"
                    : "HTTP " + status;
        }
    }

    /** No answer came, or nothing could be sent. */
    record Unanswered(String outcome, String error, Duration took) implements AttemptResult {}
}
