package dev.conch.studio.scene;

import java.util.List;

/**
 * How fast scene time runs against clip time.
 *
 * @param keys in order of scene time; the rate is eased between them and constant outside
 */
public record TimeCurve(List<Key> keys) {
    public TimeCurve {
        keys = List.copyOf(keys);
    }

    /**
     * The rate that holds at one moment.
     *
     * @param event simulation event that anchors the key, such as {@code marble.edge}, or {@code
     *     start}
     * @param offset seconds of scene time after the event; may be negative
     * @param rate scene seconds per clip second: 1 is real time, 0.25 is slow motion
     */
    public record Key(String event, double offset, double rate) {}
}
