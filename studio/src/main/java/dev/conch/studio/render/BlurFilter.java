package dev.conch.studio.render;

import static dev.conch.studio.render.Lanes.COUNT;
import static dev.conch.studio.render.Lanes.F;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Smooths away the grain of few samples, only where the lens or a rough mirror has already taken
 * the detail: an a-trous wavelet (Dammertz et al. 2010) whose steps open with the blur.
 */
final class BlurFilter {
    private static final int LEVELS = 4;
    private static final float[] KERNEL = {0.375f, 0.25f, 0.0625f};

    /** A level of step s takes full effect where the blur is this many times s, in pixels. */
    private static final float FULL = 5;

    private static final float NONE_BELOW = 0.6f;

    private final int stride;
    private final int rows;
    private final Workers workers;

    BlurFilter(FrameBuffer frame, Workers workers) {
        stride = frame.stride;
        rows = frame.rows;
        this.workers = workers;
    }

    /** Smooths three planes in place; {@code spare} has room for three more. */
    void smooth(float[][] planes, float[] blur, float[] spare) {
        int plane = stride * rows;
        for (int level = 0; level < LEVELS; level++) {
            int step = 1 << level;
            float scale = 1 / (FULL * step);
            var pass = new Pass(step, scale, blur);
            workers.run(rows, (_, y) -> across(planes, spare, plane, new Row(pass, y)));
            workers.run(rows, (_, y) -> down(planes, spare, plane, new Row(pass, y)));
        }
    }

    private record Pass(int step, float scale, float[] blur) {}

    private record Row(Pass pass, int y) {}

    private void across(float[][] from, float[] to, int plane, Row row) {
        for (int c = 0; c < 3; c++) {
            System.arraycopy(from[c], row.y * stride, to, c * plane + row.y * stride, stride);
        }
        int reach = 2 * row.pass.step;
        for (int x = 0; x < stride; x += COUNT) {
            if (x < reach || x + COUNT + reach > stride) {
                continue;
            }
            int at = row.y * stride + x;
            FloatVector own = share(row.pass, at);
            if (!own.compare(VectorOperators.GT, 0f).anyTrue()) {
                continue;
            }
            FloatVector weights = FloatVector.broadcast(F, KERNEL[0]);
            FloatVector r = fromArray(F, from[0], at).mul(KERNEL[0]);
            FloatVector g = fromArray(F, from[1], at).mul(KERNEL[0]);
            FloatVector b = fromArray(F, from[2], at).mul(KERNEL[0]);
            for (int k = -2; k <= 2; k++) {
                if (k != 0) {
                    int q = at + k * row.pass.step;
                    FloatVector w = share(row.pass, q).mul(own).mul(KERNEL[Math.abs(k)]);
                    weights = weights.add(w);
                    r = fromArray(F, from[0], q).fma(w, r);
                    g = fromArray(F, from[1], q).fma(w, g);
                    b = fromArray(F, from[2], q).fma(w, b);
                }
            }
            r.div(weights).intoArray(to, at);
            g.div(weights).intoArray(to, plane + at);
            b.div(weights).intoArray(to, 2 * plane + at);
        }
    }

    private void down(float[][] to, float[] from, int plane, Row row) {
        for (int x = 0; x < stride; x += COUNT) {
            int at = row.y * stride + x;
            FloatVector r = fromArray(F, from, at);
            FloatVector g = fromArray(F, from, plane + at);
            FloatVector b = fromArray(F, from, 2 * plane + at);
            FloatVector own = share(row.pass, at);
            if (own.compare(VectorOperators.GT, 0f).anyTrue()) {
                FloatVector weights = FloatVector.broadcast(F, KERNEL[0]);
                r = r.mul(KERNEL[0]);
                g = g.mul(KERNEL[0]);
                b = b.mul(KERNEL[0]);
                for (int k = -2; k <= 2; k++) {
                    int y = row.y + k * row.pass.step;
                    if (k == 0 || y < 0 || y >= rows) {
                        continue;
                    }
                    int q = y * stride + x;
                    FloatVector w = share(row.pass, q).mul(own).mul(KERNEL[Math.abs(k)]);
                    weights = weights.add(w);
                    r = fromArray(F, from, q).fma(w, r);
                    g = fromArray(F, from, plane + q).fma(w, g);
                    b = fromArray(F, from, 2 * plane + q).fma(w, b);
                }
                r = r.div(weights);
                g = g.div(weights);
                b = b.div(weights);
            }
            r.intoArray(to[0], at);
            g.intoArray(to[1], at);
            b.intoArray(to[2], at);
        }
    }

    /** 0 where nothing may be smoothed at this step, 1 where everything may. */
    private static FloatVector share(Pass pass, int at) {
        return fromArray(F, pass.blur, at).mul(pass.scale).sub(NONE_BELOW).max(0f).min(1f);
    }
}
