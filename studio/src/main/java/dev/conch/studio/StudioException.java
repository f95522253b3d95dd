package dev.conch.studio;

/** The studio failed at a job that was not the caller's mistake; trying again may help. */
public final class StudioException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public StudioException(String message) {
        super(message);
    }

    public StudioException(String message, Throwable cause) {
        super(message, cause);
    }
}
