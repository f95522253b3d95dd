package dev.conch.studio.render;

import dev.conch.studio.render.Noise.Spectrum;

/**
 * Oak in planks that run along x: rings of a log cut lengthwise, warped by noise, with fibers,
 * pores and seams. Belongs to one thread.
 */
final class WoodTexture {
    /** Rings a meter. */
    private static final float RINGS = 150;

    private final float[] across;
    private final float[] along;
    private final float[][] layers;

    /**
     * A way of sawing oak.
     *
     * @param width of a plank, meters
     * @param shift of the planks across, meters
     * @param length of a plank, 0 for endless
     * @param seam half width of the dark line between planks, meters
     * @param light reflectance of early wood
     * @param dark reflectance of late wood
     */
    record Cut(
            int seed,
            float width,
            float shift,
            float length,
            float seam,
            float contrast,
            float[] light,
            float[] dark) {
        static final Cut TOP =
                new Cut(
                        1,
                        0.145f,
                        0.61f,
                        0,
                        0.0006f,
                        0.90f,
                        new float[] {0.40f, 0.210f, 0.098f},
                        new float[] {0.235f, 0.108f, 0.048f});
        static final Cut FLOOR =
                new Cut(
                        2,
                        0.09f,
                        3.03f,
                        0.9f,
                        0.0012f,
                        0.7f,
                        new float[] {0.34f, 0.225f, 0.14f},
                        new float[] {0.22f, 0.135f, 0.08f});
    }

    WoodTexture(int most) {
        int size = (most / Lanes.COUNT + 2) * Lanes.COUNT;
        across = new float[size];
        along = new float[size];
        layers = new float[9][size];
    }

    /**
     * Colors a row of places with one z.
     *
     * @param x meters, by place
     * @param out reflectance, red, green, blue of place 0, then of place 1 and so on
     */
    void row(float[] x, float z, int count, Cut cut, float[] out) {
        float shifted = z + cut.shift;
        int plank = (int) Math.floor(shifted / cut.width);
        float middle = shifted - plank * cut.width - cut.width / 2;
        float plankShift = Noise.hash(plank, 7, cut.seed) * 17;
        for (int i = 0; i < count; i++) {
            along[i] = x[i] + plankShift + pieceShift(x[i], plank, cut);
            across[i] = middle;
        }
        layers(count, plankShift);
        float heart = (Noise.hash(plank, 1, cut.seed) - 0.5f) * 0.06f;
        float depth = 0.028f + 0.03f * Noise.hash(plank, 2, cut.seed);
        float tone = 0.86f + 0.28f * Noise.hash(plank, 4, cut.seed);
        float seam = cut.width / 2 - Math.abs(middle);
        float seamed = 0.7f * (1 - Noise.step(0.0002f, cut.seam, seam));
        for (int i = 0; i < count; i++) {
            float ring = ring(i, middle + heart, depth + along[i] * 0.004f);
            color(i, ring, tone, cut, out);
            for (int c = 0; c < 3; c++) {
                out[i * 3 + c] = Noise.mix(out[i * 3 + c], 0.06f / (1 << c), seamed);
            }
        }
    }

    /** Planks of a floor are cut to length and each piece is of another tree. */
    private static float pieceShift(float x, int plank, Cut cut) {
        if (cut.length == 0) {
            return 0;
        }
        int piece = (int) Math.floor((x + Noise.hash(plank, 3, 9) * cut.length) / cut.length);
        return Noise.hash(piece, plank, 5) * 11;
    }

    private void layers(int count, float plankShift) {
        for (int i = 0; i < count; i++) {
            across[i] += plankShift * 0.37f;
        }
        noise(0, count, new Spectrum(1.7f, 9, 3, 11));
        noise(1, count, new Spectrum(7, 30, 2, 12));
        noise(2, count, new Spectrum(3, 40, 2, 13));
        noise(3, count, new Spectrum(0.9f, 6, 2, 14));
        noise(4, count, new Spectrum(14, 900, 3, 21));
        noise(5, count, new Spectrum(40, 3200, 1, 22));
        noise(6, count, new Spectrum(55, 2100, 1, 23));
        noise(7, count, new Spectrum(1.3f, 22, 2, 15));
        noise(8, count, new Spectrum(2.3f, 14, 2, 31));
    }

    private void noise(int layer, int count, Spectrum spectrum) {
        Noise.sums(along, across, layers[layer], count, spectrum);
    }

    /** 0 in early wood, 1 in late wood. */
    private float ring(int i, float across, float depth) {
        float warp = (layers[0][i] - 0.44f) * 0.050f + (layers[1][i] - 0.375f) * 0.006f;
        float z = across + warp;
        float radius = (float) Math.sqrt(z * z + depth * depth * 0.6f);
        float rings = radius * RINGS + (layers[2][i] - 0.375f) * 2.2f + (layers[3][i] - 0.375f) * 5;
        float phase = rings - (float) Math.floor(rings);
        return Noise.step(0, 0.72f, phase) * (1 - Noise.step(0.80f, 1, phase));
    }

    private void color(int i, float ring, float tone, Cut cut, float[] out) {
        float late = cut.contrast * (0.35f + 0.65f * layers[7][i]) * ring;
        float pore = Noise.step(0.365f, 0.43f, layers[6][i]) * (0.35f + 0.65f * ring);
        float fiber =
                (0.62f + 0.55f * layers[4][i] + 0.40f * layers[5][i])
                        * (0.93f + 0.14f * layers[8][i]);
        for (int c = 0; c < 3; c++) {
            float wood = Noise.mix(cut.light[c], cut.dark[c], late) * tone * fiber;
            out[i * 3 + c] = Noise.mix(wood, 0.24f * cut.light[c], 0.55f * pore);
        }
    }
}
