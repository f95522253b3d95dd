package dev.conch.provider;

import java.util.Map;

/**
 * A message to the address that a provider was given for a task. Whatever it says, only a poll
 * settles anything.
 *
 * @param headers by lower-case name
 */
public record Hook(Map<String, String> headers, byte[] body) {
    /**
     * What to do with a message.
     *
     * @param status HTTP status of the answer
     * @param body JSON of the answer; empty for none
     * @param wake whether it is worth looking at the task now
     */
    public record Answer(int status, String body, boolean wake) {
        public static final Answer WAKE = new Answer(200, "{}", true);
        public static final Answer REFUSED = new Answer(401, "{}", false);
    }
}
