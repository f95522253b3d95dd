package dev.conch.studio.render;

import static dev.conch.studio.render.Lanes.COUNT;
import static dev.conch.studio.render.Lanes.F;
import static jdk.incubator.vector.FloatVector.fromArray;

import java.util.List;
import jdk.incubator.vector.FloatVector;

/**
 * How much of the light on a body is taken by the others and by the surface under it, from
 * distances to them at a few points off the face (I. Quilez' distance-field occlusion): along the
 * normal for ambient light, toward the brightest side for a soft shadow. An estimate, not a
 * measurement.
 */
final class Occlusion {
    private static final float[] STEPS = {0.12f, 0.35f, 0.8f};
    private static final float[] SHADOW_STEPS = {0.25f, 0.7f, 1.6f, 3.2f};

    /** Half width of the emitters over their distance, seen from the bodies. */
    private static final float LIGHT_WIDTH = 0.45f;

    private final float[] xyz = new float[3 * COUNT];

    /** Factor on the irradiance of the lanes of {@code mine}, into {@code out}. */
    void light(RayBatch batch, int at, MovingBody body, List<MovingBody> bodies, float[] out) {
        FloatVector ambient = FloatVector.broadcast(F, 1f);
        FloatVector lit = ambient;
        for (var other : bodies) {
            if (other != body && near(body, other)) {
                for (float step : STEPS) {
                    FloatVector gap = along(batch, at, other, step * body.bound, null);
                    FloatVector taken = gap.mul(-1 / (step * body.bound)).add(1f).max(0f).min(1f);
                    ambient = ambient.mul(taken.mul(-0.38f).add(1f));
                }
                for (float step : SHADOW_STEPS) {
                    float h = step * body.bound;
                    FloatVector gap = along(batch, at, other, h, body.probe.brightest);
                    lit = lit.min(gap.mul(1 / (h * LIGHT_WIDTH)).mul(0.5f).add(0.5f).max(0f));
                }
            }
        }
        FloatVector share = lit.neg().add(1f).mul(-body.probe.directed).add(1f);
        ambient.mul(share).intoArray(out, at);
    }

    private static boolean near(MovingBody a, MovingBody b) {
        float[] p = a.centerAt(0.5f);
        float[] q = b.centerAt(0.5f);
        double d = Math.hypot(Math.hypot(p[0] - q[0], p[1] - q[1]), p[2] - q[2]);
        return d < b.bound + 4.5 * a.bound;
    }

    /**
     * Distance to {@code other} from the point {@code h} off the face.
     *
     * @param way where to; null means along the normal
     */
    private FloatVector along(
            RayBatch batch,
            int at,
            MovingBody other,
            float h,
            float @org.jspecify.annotations.Nullable [] way) {
        FloatVector time = fromArray(F, batch.time, at);
        FloatVector squared = FloatVector.zero(F);
        for (int c = 0; c < 3; c++) {
            FloatVector step =
                    way == null
                            ? fromArray(F, batch.normal[c], at).mul(h)
                            : FloatVector.broadcast(F, way[c] * h);
            FloatVector p = batch.hit(c, at).add(step).sub(other.center(c, time));
            p.intoArray(xyz, c * COUNT);
            squared = p.fma(p, squared);
        }
        if (other.isSphere) {
            return squared.sqrt().sub(other.bound);
        }
        other.localize(time, xyz);
        FloatVector outside = FloatVector.zero(F);
        FloatVector deepest = FloatVector.broadcast(F, -RayBatch.FAR);
        for (int c = 0; c < 3; c++) {
            FloatVector q = fromArray(F, xyz, c * COUNT).abs().sub(other.half[c]);
            deepest = deepest.max(q);
            FloatVector out = q.max(0f);
            outside = out.fma(out, outside);
        }
        return outside.sqrt().add(deepest.min(0f));
    }

    /** Darkens downward faces near a level surface at {@code height}: contact with the ground. */
    static void contact(RayBatch batch, int at, float height, float reach, float[] out) {
        FloatVector gap = batch.hit(1, at).sub(height).max(0f);
        FloatVector down = fromArray(F, batch.normal[1], at).mul(-0.5f).add(0.5f);
        FloatVector close = gap.mul(-1 / reach).add(1f).max(0f);
        FloatVector factor = close.mul(close).mul(down).mul(-0.75f).add(1f);
        fromArray(F, out, at).mul(factor).intoArray(out, at);
    }
}
