package dev.conch.provider.runapi;

/**
 * A task at the other gateway, with the path that it is asked for under.
 *
 * @param action path of the action, such as {@code hailuo/text_to_video}
 * @param id the other gateway's
 */
record TaskRef(String action, String id) {
    private static final String ROOT = "/api/v1/";

    /** Reads what {@link #toString} wrote. */
    static TaskRef parse(String text) {
        int slash = text.lastIndexOf('/');
        return new TaskRef(text.substring(0, Math.max(slash, 0)), text.substring(slash + 1));
    }

    String path() {
        return ROOT + action + "/" + id;
    }

    static String createPath(String action) {
        return ROOT + action;
    }

    @Override
    public String toString() {
        return action + "/" + id;
    }
}
