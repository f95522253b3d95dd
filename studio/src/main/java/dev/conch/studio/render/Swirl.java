package dev.conch.studio.render;

import static dev.conch.studio.render.Lanes.COUNT;
import static dev.conch.studio.render.Lanes.F;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * The three colored vanes inside a toy marble: half blades that start at the x axis of the ball,
 * 120 degrees apart, twisted along it. Rays are stepped through; what a vane covers takes the
 * ball's mean light.
 */
final class Swirl {
    private static final int STEPS = 18;

    /** Turn of the vanes from the middle to the end of the ball, radians. */
    private static final float TWIST = 1.9f;

    private static final float HALF_THICKNESS = 0.05f;
    private static final float EDGE_SHARPNESS = 26;
    private static final float DENSITY = 36;

    /** Of 0, 120 and 240 degrees. */
    private static final float[] COS = {1, -0.5f, -0.5f};

    private static final float[] SIN = {0, 0.8660254f, -0.8660254f};

    /** Cobalt, ivory, orange; by color, then vane. */
    private static final float[][] PAINT = {
        {0.03f, 0.85f, 0.95f}, {0.20f, 0.80f, 0.30f}, {0.75f, 0.68f, 0.03f}
    };

    /** Way through the ball in its own axes, its radius as unit: entry, then the whole chord. */
    private final float[] from = new float[3 * COUNT];

    private final float[] chord = new float[3 * COUNT];
    private final float[] clear = new float[COUNT];
    private final float[] start = new float[COUNT];

    /** Opacity of a step where a vane is densest. */
    private final float[] thickness = new float[COUNT];

    private final float[] place = new float[4 * COUNT];
    private final float[][] glow = new float[3][COUNT];

    /** Sums of the vanes at one step: density by vane, light. */
    private final float[][] vane = new float[3][COUNT];

    private final float[] lit = new float[COUNT];

    /** Adds the vanes' color to {@code batch} and dims what passes. */
    void pass(RayBatch batch, int at, MovingBody body, VectorMask<Float> lanes, RayBatch passed) {
        enter(at, body, passed);
        FloatVector.broadcast(F, 1f).intoArray(clear, 0);
        for (int c = 0; c < 3; c++) {
            FloatVector.zero(F).intoArray(glow[c], 0);
        }
        fromArray(F, batch.random, at).mul(1f / STEPS).intoArray(start, 0);
        for (int step = 0; step < STEPS; step++) {
            if (axis((float) step / STEPS) && vanes()) {
                cover(body.probe.mean);
            }
        }
        FloatVector left = fromArray(F, clear, 0);
        for (int c = 0; c < 3; c++) {
            FloatVector shown = fromArray(F, glow[c], 0).mul(fromArray(F, passed.weight[c], at));
            fromArray(F, batch.color[c], at).add(shown, lanes).intoArray(batch.color[c], at);
            fromArray(F, passed.weight[c], at).mul(left, lanes).intoArray(passed.weight[c], at);
        }
    }

    private void enter(int at, MovingBody body, RayBatch passed) {
        FloatVector time = fromArray(F, passed.time, at);
        float unit = 1 / body.bound;
        FloatVector cosine = FloatVector.zero(F);
        for (int c = 0; c < 3; c++) {
            FloatVector p = fromArray(F, passed.origin[c], at).sub(body.center(c, time)).mul(unit);
            cosine = cosine.sub(p.mul(fromArray(F, passed.direction[c], at)));
            p.intoArray(from, c * COUNT);
        }
        FloatVector length = cosine.max(0f).mul(2f);
        for (int c = 0; c < 3; c++) {
            fromArray(F, passed.direction[c], at).mul(length).intoArray(chord, c * COUNT);
        }
        body.localize(time, from);
        body.localize(time, chord);
        length.mul(DENSITY / STEPS).intoArray(thickness, 0);
    }

    /**
     * Where a part of the chord is, with the twist undone (sine and cosine by their series, good to
     * 2 radians): y, z, squared radius, envelope. False where there are no vanes.
     */
    private boolean axis(float part) {
        FloatVector t = fromArray(F, start, 0).add(part);
        FloatVector x = fromArray(F, chord, 0).fma(t, fromArray(F, from, 0));
        FloatVector y = fromArray(F, chord, COUNT).fma(t, fromArray(F, from, COUNT));
        FloatVector z = fromArray(F, chord, 2 * COUNT).fma(t, fromArray(F, from, 2 * COUNT));
        FloatVector twist = x.mul(TWIST);
        FloatVector s = twist.mul(twist);
        FloatVector sin = s.mul(1f / 120).sub(1f / 6).mul(s).add(1f).mul(twist);
        FloatVector cos = s.mul(-1f / 720).add(1f / 24).mul(s).sub(0.5f).mul(s).add(1f);
        FloatVector squared = y.mul(y).add(z.mul(z));
        y.mul(cos).sub(z.mul(sin)).intoArray(place, 0);
        y.mul(sin).add(z.mul(cos)).intoArray(place, COUNT);
        squared.intoArray(place, 2 * COUNT);
        FloatVector inside = x.mul(x).mul(-0.62f).add(0.50f).sub(squared).mul(9f).max(0f).min(1f);
        inside.intoArray(place, 3 * COUNT);
        return inside.compare(VectorOperators.GT, 0f).anyTrue();
    }

    /** How dense each vane is there; false if there is none. */
    private boolean vanes() {
        FloatVector y = fromArray(F, place, 0);
        FloatVector z = fromArray(F, place, COUNT);
        FloatVector squared = fromArray(F, place, 2 * COUNT);
        FloatVector inside = fromArray(F, place, 3 * COUNT);
        FloatVector curve = squared.mul(0.30f);
        FloatVector densest = FloatVector.zero(F);
        for (int k = 0; k < 3; k++) {
            FloatVector off = y.mul(COS[k]).add(z.mul(SIN[k])).sub(curve).abs();
            FloatVector outward = z.mul(COS[k]).sub(y.mul(SIN[k]));
            FloatVector blade = off.neg().add(HALF_THICKNESS).mul(EDGE_SHARPNESS).max(0f).min(1f);
            FloatVector dense = blade.mul(outward.mul(12f).max(0f).min(1f)).mul(inside);
            densest = densest.max(dense);
            dense.intoArray(vane[k], 0);
        }
        squared.sqrt().mul(0.5f).add(0.75f).intoArray(lit, 0);
        return densest.compare(VectorOperators.GT, 0f).anyTrue();
    }

    private void cover(float[] light) {
        FloatVector a = fromArray(F, vane[0], 0);
        FloatVector b = fromArray(F, vane[1], 0);
        FloatVector c = fromArray(F, vane[2], 0);
        FloatVector sum = a.add(b).add(c);
        FloatVector alpha = sum.min(1f).mul(fromArray(F, thickness, 0)).min(1f);
        FloatVector weight = fromArray(F, clear, 0).mul(alpha);
        FloatVector share = weight.mul(fromArray(F, lit, 0)).div(sum.add(1e-6f));
        for (int k = 0; k < 3; k++) {
            FloatVector paint = a.mul(PAINT[k][0]).add(b.mul(PAINT[k][1])).add(c.mul(PAINT[k][2]));
            fromArray(F, glow[k], 0)
                    .add(paint.mul(share).mul(light[k] * 1.25f))
                    .intoArray(glow[k], 0);
        }
        fromArray(F, clear, 0).sub(weight).intoArray(clear, 0);
    }
}
