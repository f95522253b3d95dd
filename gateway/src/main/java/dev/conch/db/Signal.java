package dev.conch.db;

import java.util.regex.Pattern;

/**
 * A word to all nodes that something changed.
 *
 * @param channel what kind of thing: lower-case letters and underscores
 * @param payload which one, at most 1000 characters; never empty, because the empty one means that
 *     some may have been missed
 */
record Signal(String channel, String payload) {
    private static final Pattern CHANNEL = Pattern.compile("[a-z_]{1,40}");
    private static final int LONGEST = 1000; // PostgreSQL takes 8000 bytes

    Signal {
        checkChannel(channel);
        if (payload.isEmpty() || payload.length() > LONGEST) {
            throw new IllegalArgumentException("a payload has 1 to 1000 characters");
        }
    }

    static void checkChannel(String channel) {
        if (!CHANNEL.matcher(channel).matches()) {
            throw new IllegalArgumentException("not a channel: " + channel);
        }
    }
}
