package dev.conch.base;

import com.github.f4b6a3.uuid.UuidCreator;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Names a task: a UUID of version 7, so that ids sort by time of creation.
 *
 * <p>Two spellings of the same 128 bits are in use: the canonical UUID, because RunAPI's clients
 * check for one, and {@code tsk_} with 32 hexadecimal digits, because the guide shows that form.
 * Every route takes either.
 */
public record TaskId(UUID uuid) implements Comparable<TaskId> {
    private static final String PREFIX = "tsk_";
    private static final Pattern CANONICAL =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Pattern SHORT = Pattern.compile(PREFIX + "[0-9a-f]{32}");

    /** A new id, later in order than all that this process made before. */
    public static TaskId next() {
        return new TaskId(UuidCreator.getTimeOrderedEpochPlus1());
    }

    /** Reads either spelling, in any case; empty when {@code text} is neither. */
    public static Optional<TaskId> parse(String text) {
        var lower = text.toLowerCase(java.util.Locale.ROOT);
        if (CANONICAL.matcher(lower).matches()) {
            return Optional.of(new TaskId(UUID.fromString(lower)));
        }
        if (SHORT.matcher(lower).matches()) {
            return Optional.of(
                    new TaskId(
                            new UUID(
                                    Long.parseUnsignedLong(lower, 4, 20, 16),
                                    Long.parseUnsignedLong(lower, 20, 36, 16))));
        }
        return Optional.empty();
    }

    /** The {@code tsk_} spelling. */
    public String shortForm() {
        return PREFIX + uuid.toString().replace("-", "");
    }

    @Override
    public int compareTo(TaskId other) {
        return uuid.toString().compareTo(other.uuid.toString());
    }

    @Override
    public String toString() {
        return uuid.toString();
    }
}
