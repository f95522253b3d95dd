package dev.conch.studio.direct;

import dev.conch.studio.scene.Scene;
import dev.conch.studio.scene.Setting;
import dev.conch.studio.scene.Vec3;
import java.util.Arrays;

/**
 * What a standing camera should see: a box around the subject's way and what is near it.
 *
 * @param halfHeight half the frame's height at distance 1
 */
record Framing(Vec3 low, Vec3 high, double halfWidth, double halfHeight) {
    /** A fall to the floor is not all shown: the frame would be too wide to see anything. */
    private static final double LOWEST = -0.16;

    private static final double FILLED = 0.8;
    private static final double NEAR = 0.35;
    private static final double FARTHEST = 1.7;

    static Framing of(Scene scene, SubjectTrack track) {
        var first = track.at(0);
        var low = first;
        var high = first;
        for (var i = 0; i <= track.ticks(); i++) {
            low = least(low, track.at(i));
            high = least(high.times(-1), track.at(i).times(-1)).times(-1);
        }
        for (var body : scene.bodies()) {
            if (body.position().minus(first).length() < NEAR) {
                low = least(low, body.position());
                high = least(high.times(-1), body.position().times(-1)).times(-1);
            }
        }
        var r = track.radius();
        var around = new Vec3(r, r, r);
        low = low.minus(around);
        high = high.plus(around);
        if (scene.setting().place() != Setting.Place.FLOOR) {
            low = new Vec3(low.x(), Math.max(low.y(), LOWEST), low.z());
        }
        var wide = 18 / scene.camera().lens().focalMillimeters();
        return new Framing(low, high, wide, wide * scene.clip().height() / scene.clip().width());
    }

    private static Vec3 least(Vec3 a, Vec3 b) {
        return new Vec3(Math.min(a.x(), b.x()), Math.min(a.y(), b.y()), Math.min(a.z(), b.z()));
    }

    private Vec3 center() {
        return low.plus(high).times(0.5);
    }

    /** How far the camera stands, in units of {@code offset}; never nearer than usual. */
    double scale(double usual, Vec3 offset) {
        var half = high.minus(low).times(0.5 / FILLED);
        var needed = Math.max(half.x() / halfWidth, half.y() / halfHeight) + half.z();
        return Math.min(Math.max(usual, needed / offset.length()), FARTHEST / offset.length());
    }

    /** A standing camera's way is a point. */
    Vec3[] way(SubjectTrack track) {
        var way = new Vec3[track.ticks() + 1];
        Arrays.fill(way, center());
        return way;
    }
}
