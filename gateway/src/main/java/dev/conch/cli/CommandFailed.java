package dev.conch.cli;

import java.io.Serial;

/** A command could not do its work; the message says to a person why. */
final class CommandFailed extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    private final int status;

    CommandFailed(String message) {
        this(message, 0);
    }

    /** The gateway refused with this HTTP status. */
    CommandFailed(String message, int status) {
        super(message);
        this.status = status;
    }

    /** The HTTP status of a refusal; 0 for any other failure. */
    int status() {
        return status;
    }
}
