package dev.conch.provider.minimax;

import java.time.DateTimeException;
import java.time.Instant;

/**
 * The name of a started task, as it is stored: which API has it, for V2 when it was started, and
 * MiniMax's own id.
 */
sealed interface StartedTask {
    record V1(String id) implements StartedTask {
        @Override
        public String toString() {
            return "v1:" + id;
        }
    }

    /**
     * A task of V2.
     *
     * @param created to the second
     */
    record V2(String id, Instant created) implements StartedTask {
        @Override
        public String toString() {
            return "v2:" + created.getEpochSecond() + ":" + id;
        }
    }

    /** Something that this adapter never made. */
    record Foreign() implements StartedTask {}

    static StartedTask parse(String text) {
        var parts = text.split(":", 3);
        if (text.startsWith("v1:")) {
            return new V1(text.substring(3));
        }
        if (parts.length == 3 && parts[0].equals("v2")) {
            try {
                return new V2(parts[2], Instant.ofEpochSecond(Long.parseLong(parts[1])));
            } catch (NumberFormatException | DateTimeException _) {
                return new Foreign();
            }
        }
        return new Foreign();
    }
}
