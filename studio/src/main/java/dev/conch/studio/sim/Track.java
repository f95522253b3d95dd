package dev.conch.studio.sim;

import dev.conch.studio.scene.FrameState.Pose;
import dev.conch.studio.scene.Quat;
import dev.conch.studio.scene.Vec3;
import java.util.Arrays;

/** The poses of one body at even intervals, from time 0 on. */
final class Track {
    static final double INTERVAL = Simulation.STEP * Simulation.STEPS_PER_SAMPLE;
    private static final int WIDTH = 7;

    private double[] values;
    private int count;

    Track(int expected) {
        values = new double[Math.min(expected, 4096) * WIDTH];
    }

    void add(Pose pose) {
        var at = count++ * WIDTH;
        if (at == values.length) {
            values = Arrays.copyOf(values, values.length * 2);
        }
        var p = pose.position();
        var q = pose.orientation();
        values[at] = p.x();
        values[at + 1] = p.y();
        values[at + 2] = p.z();
        values[at + 3] = q.w();
        values[at + 4] = q.x();
        values[at + 5] = q.y();
        values[at + 6] = q.z();
    }

    double seconds() {
        return (count - 1) * INTERVAL;
    }

    /** The pose at a time; before the first and after the last sample it stands still. */
    Pose at(double seconds) {
        var place = Math.clamp(seconds / INTERVAL, 0, count - 1.0);
        var first = Math.min((int) place, Math.max(0, count - 2));
        var share = count == 1 ? 0 : place - first;
        var a = first * WIDTH;
        var b = count == 1 ? a : a + WIDTH;
        var position =
                new Vec3(
                        mix(a, b, share, 1),
                        mix(a + 1, b + 1, share, 1),
                        mix(a + 2, b + 2, share, 1));
        return new Pose(position, turn(a + 3, b + 3, share));
    }

    private double mix(int a, int b, double share, double sign) {
        return values[a] * (1 - share) + sign * values[b] * share;
    }

    /**
     * Straight mix and normalise: within one interval no body turns enough to tell it from slerp.
     */
    private Quat turn(int a, int b, double share) {
        var dot = 0.0;
        for (var i = 0; i < 4; i++) {
            dot += values[a + i] * values[b + i];
        }
        var sign = dot < 0 ? -1.0 : 1.0;
        var w = mix(a, b, share, sign);
        var x = mix(a + 1, b + 1, share, sign);
        var y = mix(a + 2, b + 2, share, sign);
        var z = mix(a + 3, b + 3, share, sign);
        var length = Math.sqrt(w * w + x * x + y * y + z * z);
        return new Quat(w / length, x / length, y / length, z / length);
    }

    int hash() {
        var hash = count;
        for (var i = 0; i < count * WIDTH; i++) {
            hash = 31 * hash + Double.hashCode(values[i]);
        }
        return hash;
    }
}
