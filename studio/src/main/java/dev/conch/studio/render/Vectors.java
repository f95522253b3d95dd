package dev.conch.studio.render;

import dev.conch.studio.scene.Quat;
import dev.conch.studio.scene.Vec3;

/** Arithmetic on three floats, for the parts that need no speed. */
final class Vectors {
    private Vectors() {}

    static float dot(float[] a, float[] b) {
        return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    }

    static float[] cross(float[] a, float[] b) {
        return new float[] {
            a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]
        };
    }

    static float[] normalized(float[] a) {
        float inverse = (float) (1 / Math.sqrt(dot(a, a)));
        return new float[] {a[0] * inverse, a[1] * inverse, a[2] * inverse};
    }

    /** A unit vector square to the unit vector {@code n}. */
    static float[] perpendicular(float[] n) {
        float[] other = Math.abs(n[0]) > 0.5f ? new float[] {0, 1, 0} : new float[] {1, 0, 0};
        return normalized(cross(n, other));
    }

    static float[] of(Vec3 v) {
        return new float[] {(float) v.x(), (float) v.y(), (float) v.z()};
    }

    /** Row by row: the rotation from world axes to the axes turned by {@code q}. */
    static float[] toLocal(Quat q) {
        float[] x = of(q.rotate(new Vec3(1, 0, 0)));
        float[] y = of(q.rotate(new Vec3(0, 1, 0)));
        float[] z = of(q.rotate(new Vec3(0, 0, 1)));
        return new float[] {x[0], x[1], x[2], y[0], y[1], y[2], z[0], z[1], z[2]};
    }
}
