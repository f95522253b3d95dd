package dev.conch.webhook;

import java.util.Locale;

/** Where a delivery stands. The lower-case name is stored and shown. */
public enum DeliveryState {
    /** It waits for its first or next attempt, or is being sent. */
    PENDING,
    /** The receiver answered with 2xx. */
    DELIVERED,
    /** It was not accepted, and nothing more is tried unless somebody asks. */
    FAILED,
    /** Its endpoint was disabled or deleted before it was accepted. */
    CANCELED;

    public String storedName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static DeliveryState ofStoredName(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
