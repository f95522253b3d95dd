package dev.conch.account;

import java.util.Locale;
import java.util.Optional;

/** Which tasks go first; within one priority, projects take turns. */
public enum Priority {
    LOW(0),
    NORMAL(1),
    HIGH(2);

    private final int level;

    Priority(int level) {
        this.level = level;
    }

    /** As it is stored and ordered by: higher goes first. */
    public int level() {
        return level;
    }

    public static Priority ofLevel(int level) {
        for (var priority : values()) {
            if (priority.level == level) {
                return priority;
            }
        }
        throw new IllegalArgumentException("there is no priority of level " + level);
    }

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
