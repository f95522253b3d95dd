package dev.conch.webhook;

import java.util.List;
import java.util.Set;

/** The names under which customers know what happens to tasks. */
public final class EventTypes {
    public static final String QUEUED = "video.queued";
    public static final String IN_PROGRESS = "video.in_progress";
    public static final String COMPLETED = "video.completed";
    public static final String FAILED = "video.failed";
    public static final String CANCELLED = "video.cancelled";
    public static final String EXPIRED = "video.expired";

    /** What a test of an endpoint sends; nobody subscribes to it. */
    public static final String TEST = "webhook.test";

    /** All that an endpoint can subscribe to. */
    public static final List<String> ALL =
            List.of(QUEUED, IN_PROGRESS, COMPLETED, FAILED, CANCELLED, EXPIRED);

    /** What an endpoint is told of unless it says otherwise. */
    public static final List<String> DEFAULT = List.of(COMPLETED, FAILED, CANCELLED);

    private static final Set<String> ENDS = Set.copyOf(DEFAULT);

    private EventTypes() {}

    /** The public name of an event of the log; empty for steps that are nobody's business. */
    static String publicName(String logged) {
        return switch (logged) {
            case "video.queued" -> QUEUED;
            case "video.running" -> IN_PROGRESS;
            case "video.completed" -> COMPLETED;
            case "video.failed" -> FAILED;
            case "video.canceled" -> CANCELLED;
            case "video.expired" -> EXPIRED;
            default -> ""; // submitting, storing, unclear: still in progress
        };
    }

    /** Tells whether a task is over with this; that is what a {@code callback_url} is told. */
    static boolean ends(String publicName) {
        return ENDS.contains(publicName);
    }
}
