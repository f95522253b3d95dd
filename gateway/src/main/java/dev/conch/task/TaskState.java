package dev.conch.task;

import java.util.Locale;

/**
 * Where a task stands. A terminal state never changes again; every write checks the row's version.
 */
public enum TaskState {
    /** Accepted, money held, nothing sent. */
    QUEUED,
    /** The attempt is on disk; its bytes may be on the wire. */
    SUBMITTING,
    /** The provider gave an id. */
    RUNNING,
    /** Nobody knows whether a submit arrived; money stays held until it is settled. */
    UNCLEAR,
    /** The provider is done; the result is being copied. */
    STORING,
    COMPLETED,
    FAILED,
    CANCELED;

    public boolean terminal() {
        return switch (this) {
            case QUEUED, SUBMITTING, RUNNING, UNCLEAR, STORING -> false;
            case COMPLETED, FAILED, CANCELED -> true;
        };
    }

    /** The word that RunAPI's clients know. */
    public String publicStatus() {
        return switch (this) {
            case QUEUED, SUBMITTING -> "pending";
            case RUNNING, UNCLEAR, STORING -> "processing";
            case COMPLETED -> "completed";
            case FAILED, CANCELED -> "failed";
        };
    }

    /** As stored in the database and named in events. */
    public String storedName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static TaskState ofStoredName(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
