package dev.conch.studio.sim;

import dev.conch.studio.scene.FrameState.Pose;
import java.util.Collections;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * How every body of a scene moves, and what happens when. Never changes; any thread may read it.
 *
 * <p>Events: {@code start}; and for each body {@code <id>.edge} (it reaches the rounded edge of
 * desk or table), {@code <id>.leave} (its last touch of the top before it falls), {@code
 * <id>.impact1}, {@code <id>.impact2}, ... (it hits something), {@code <id>.rest} (it stays where
 * it is from here on).
 */
public final class Motion {
    private final Track[] tracks;
    private final Map<String, Double> events;

    Motion(Track[] tracks, Map<String, Double> events) {
        this.tracks = tracks;
        this.events = Collections.unmodifiableMap(new TreeMap<>(events));
    }

    /**
     * The pose of a body, by its place in the scene's list; outside the recorded time it is still.
     */
    public Pose pose(int body, double seconds) {
        return tracks[body].at(seconds);
    }

    /** Scene time of an event, empty when it does not happen. */
    public OptionalDouble event(String name) {
        var time = events.get(name);
        return time == null ? OptionalDouble.empty() : OptionalDouble.of(time);
    }

    /** All events by name, in seconds of scene time. */
    public Map<String, Double> events() {
        return events;
    }

    /** Recorded length; later everything stands still, or nobody asked. */
    public double seconds() {
        var longest = 0.0;
        for (var track : tracks) {
            longest = Math.max(longest, track.seconds());
        }
        return longest;
    }

    /** Fingerprint of all poses, to compare two runs bit for bit. */
    public long fingerprint() {
        var hash = 17L;
        for (var track : tracks) {
            hash = hash * 1_000_003 + track.hash();
        }
        return hash;
    }
}
