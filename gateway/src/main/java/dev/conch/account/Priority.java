package dev.conch.account;

import java.util.Locale;
import java.util.Optional;

/** Which tasks go first; within one priority, projects take turns. */
public enum Priority {
    LOW,
    NORMAL,
    HIGH;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Priority> ofWireName(String name) {
        for (var priority : values()) {
            if (priority.wireName().equals(name)) {
                return Optional.of(priority);
            }
        }
        return Optional.empty();
    }
}
