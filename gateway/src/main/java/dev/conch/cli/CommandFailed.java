package dev.conch.cli;

import java.io.Serial;

/** A command could not do its work; the message says to a person why. */
final class CommandFailed extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    CommandFailed(String message) {
        super(message);
    }
}
