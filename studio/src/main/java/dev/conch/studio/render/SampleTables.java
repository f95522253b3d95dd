package dev.conch.studio.render;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Where in the pixel, on the lens and in the shutter each sample of each pixel lies. Over samples a
 * pixel follows additive recurrences (M. Roberts' R2 sequence); over pixels the offsets are
 * shuffled so that neighbors differ most, which makes the error fine-grained. Immutable.
 */
final class SampleTables {
    /** The tables repeat every so many pixels, each way. */
    static final int SIDE = 64;

    private static final int TEXELS = SIDE * SIDE;
    private static final double PLASTIC = 1.324717957244746;
    private static final double STEP_1 = 1 / PLASTIC;
    private static final double STEP_2 = 1 / (PLASTIC * PLASTIC);
    private static final double GOLDEN = 0.618033988749895;

    /** By sample, then by pixel of the table. Pixel offsets are -0.5 to 1.5: a tent two wide. */
    final float[][] pixelX;

    final float[][] pixelY;

    /** On the unit disc. */
    final float[][] lensX;

    final float[][] lensY;

    /** 0 to 1. */
    final float[][] time;

    final float[][] random;
    final float[][] random2;

    SampleTables(int samples, long seed) {
        pixelX = new float[samples][TEXELS];
        pixelY = new float[samples][TEXELS];
        lensX = new float[samples][TEXELS];
        lensY = new float[samples][TEXELS];
        time = new float[samples][TEXELS];
        random = new float[samples][TEXELS];
        random2 = new float[samples][TEXELS];
        var shuffled = new float[7][];
        for (int d = 0; d < shuffled.length; d++) {
            shuffled[d] = evenlyShuffled(seed * 31 + d);
        }
        for (int s = 0; s < samples; s++) {
            for (int i = 0; i < TEXELS; i++) {
                pixelX[s][i] = tent((shuffled[0][i] + s * STEP_1) % 1);
                pixelY[s][i] = tent((shuffled[1][i] + s * STEP_2) % 1);
                double a = 2 * ((shuffled[2][i] + s * STEP_1) % 1) - 1;
                double b = 2 * ((shuffled[3][i] + s * STEP_2) % 1) - 1;
                disc(a, b, s, i);
                time[s][i] = (float) ((shuffled[4][i] + s * GOLDEN) % 1);
                random[s][i] = (float) ((shuffled[5][i] + s * STEP_1) % 1);
                random2[s][i] = (float) ((shuffled[6][i] + s * STEP_2) % 1);
            }
        }
    }

    /** Square to disc, keeping areas (Shirley and Chiu, concentric map). */
    private void disc(double a, double b, int s, int i) {
        double radius = Math.abs(a) > Math.abs(b) ? a : b;
        double angle = 0;
        if (Math.abs(a) > Math.abs(b)) {
            angle = Math.PI / 4 * (b / a);
        } else if (b != 0) {
            angle = Math.PI / 2 - Math.PI / 4 * (a / b);
        }
        lensX[s][i] = (float) (radius * Math.cos(angle));
        lensY[s][i] = (float) (radius * Math.sin(angle));
    }

    private static float tent(double u) {
        double offset = u < 0.5 ? Math.sqrt(2 * u) - 1 : 1 - Math.sqrt(2 - 2 * u);
        return (float) offset + 0.5f;
    }

    /** Each value of (0.5 ... n) / n once, with little of the low frequencies. */
    private static float[] evenlyShuffled(long seed) {
        var random = new SplittableRandom(seed);
        var value = new float[TEXELS];
        for (int i = 0; i < TEXELS; i++) {
            value[i] = (float) random.nextDouble();
        }
        for (int pass = 0; pass < 6; pass++) {
            rank(highPass(value), value);
        }
        return value;
    }

    private static float[] highPass(float[] value) {
        var out = new float[TEXELS];
        for (int i = 0; i < TEXELS; i++) {
            float sum = 0;
            float weights = 0;
            for (int dy = -2; dy <= 2; dy++) {
                for (int dx = -2; dx <= 2; dx++) {
                    float w = (float) Math.exp(-(dx * dx + dy * dy) / 2.2);
                    int row = (i / SIDE + dy) & (SIDE - 1);
                    sum += w * value[row * SIDE + ((i + dx) & (SIDE - 1))];
                    weights += w;
                }
            }
            out[i] = value[i] - sum / weights;
        }
        return out;
    }

    private static void rank(float[] keys, float[] out) {
        var order = new long[TEXELS];
        for (int i = 0; i < TEXELS; i++) {
            order[i] = ((long) ((keys[i] + 4) * (1 << 26)) << 16) | i;
        }
        Arrays.sort(order);
        for (int r = 0; r < TEXELS; r++) {
            out[(int) (order[r] & 0xffff)] = (r + 0.5f) / TEXELS;
        }
    }
}
