package dev.conch.studio.render;

import static dev.conch.studio.render.Lanes.COUNT;
import static dev.conch.studio.render.Lanes.F;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Smooth value noise on a plane, 0 to 1: random values at whole coordinates, eased between them (K.
 * Perlin's 3t^2 - 2t^3). Same numbers on every machine.
 */
final class Noise {
    private static final int PRIME_X = 0x9E3779B1;
    private static final int PRIME_Y = 0x85EBCA77;
    private static final int PRIME_SEED = 0xC2B2AE3D;
    private static final int MIX_1 = 0x2C1B3C6D;
    private static final int MIX_2 = 0x297A2D39;
    private static final float UNIT = 1f / 0x1000000;

    /** Sum of octaves: each has twice the frequency and half the weight of the one before. */
    record Spectrum(float scaleX, float scaleY, int octaves, int seed) {}

    private Noise() {}

    /** A random number, 0 to 1, that belongs to a whole coordinate. */
    static float hash(int x, int y, int seed) {
        int h = x * PRIME_X + y * PRIME_Y + seed * PRIME_SEED;
        h = (h ^ (h >>> 15)) * MIX_1;
        h = (h ^ (h >>> 12)) * MIX_2;
        return ((h ^ (h >>> 15)) & 0xffffff) * UNIT;
    }

    static float at(float x, float y, int seed) {
        int ix = (int) Math.floor(x);
        int iy = (int) Math.floor(y);
        float fx = ease(x - ix);
        float fy = ease(y - iy);
        float low = mix(hash(ix, iy, seed), hash(ix + 1, iy, seed), fx);
        float high = mix(hash(ix, iy + 1, seed), hash(ix + 1, iy + 1, seed), fx);
        return mix(low, high, fy);
    }

    static float sum(float x, float y, int octaves, int seed) {
        float total = 0;
        float weight = 0.5f;
        for (int i = 0; i < octaves; i++) {
            total += weight * at(x, y, seed + 17 * i);
            x = x * 2.03f + 3.1f;
            y = y * 2.03f + 1.7f;
            weight *= 0.5f;
        }
        return total;
    }

    /** {@link #sum} for many points; arrays are as long as a multiple of the vector length. */
    static void sums(float[] x, float[] y, float[] out, int count, Spectrum spectrum) {
        for (int i = 0; i < count; i += COUNT) {
            FloatVector.zero(F).intoArray(out, i);
        }
        float scale = 1;
        float weight = 0.5f;
        float shiftX = 0;
        float shiftY = 0;
        for (int octave = 0; octave < spectrum.octaves; octave++) {
            for (int i = 0; i < count; i += COUNT) {
                FloatVector px = fromArray(F, x, i).mul(spectrum.scaleX * scale).add(shiftX);
                FloatVector py = fromArray(F, y, i).mul(spectrum.scaleY * scale).add(shiftY);
                FloatVector n = packet(px, py, (spectrum.seed + 17 * octave) * PRIME_SEED);
                fromArray(F, out, i).add(n.mul(weight)).intoArray(out, i);
            }
            shiftX = shiftX * 2.03f + 3.1f;
            shiftY = shiftY * 2.03f + 1.7f;
            scale *= 2.03f;
            weight *= 0.5f;
        }
    }

    private static FloatVector packet(FloatVector x, FloatVector y, int seed) {
        FloatVector bx = Lanes.floor(x);
        FloatVector by = Lanes.floor(y);
        FloatVector fx = ease(x.sub(bx));
        FloatVector fy = ease(y.sub(by));
        IntVector hx = Lanes.toInt(bx).mul(PRIME_X).add(seed);
        IntVector hy = Lanes.toInt(by).mul(PRIME_Y);
        IntVector hy1 = hy.add(PRIME_Y);
        IntVector hx1 = hx.add(PRIME_X);
        FloatVector a = unit(hx.add(hy));
        FloatVector c = unit(hx.add(hy1));
        FloatVector low = unit(hx1.add(hy)).sub(a).fma(fx, a);
        FloatVector high = unit(hx1.add(hy1)).sub(c).fma(fx, c);
        return high.sub(low).fma(fy, low);
    }

    /** {@link #hash} for many coordinates. */
    static FloatVector hashes(IntVector x, IntVector y, int seed) {
        return unit(x.mul(PRIME_X).add(y.mul(PRIME_Y)).add(seed * PRIME_SEED));
    }

    private static FloatVector unit(IntVector h) {
        IntVector first =
                h.lanewise(VectorOperators.XOR, h.lanewise(VectorOperators.LSHR, 15)).mul(MIX_1);
        IntVector second =
                first.lanewise(VectorOperators.XOR, first.lanewise(VectorOperators.LSHR, 12))
                        .mul(MIX_2);
        IntVector mixed =
                second.lanewise(VectorOperators.XOR, second.lanewise(VectorOperators.LSHR, 15));
        return Lanes.toFloat(mixed.and(0xffffff)).mul(UNIT);
    }

    private static FloatVector ease(FloatVector t) {
        return t.mul(t).mul(t.mul(-2f).add(3f));
    }

    private static float ease(float t) {
        return t * t * (3 - 2 * t);
    }

    static float mix(float a, float b, float t) {
        return a + (b - a) * t;
    }

    /** 0 below {@code from}, 1 above {@code to}, eased between. */
    static float step(float from, float to, float x) {
        return ease(Math.clamp((x - from) / (to - from), 0f, 1f));
    }
}
