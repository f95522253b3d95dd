package dev.conch.studio.render;

import dev.conch.studio.render.Noise.Spectrum;
import dev.conch.studio.scene.Body.Marking;
import dev.conch.studio.scene.Material;
import dev.conch.studio.scene.Material.Color;

/** Diffuse reflectance of bodies, place by place. Belongs to one thread. */
final class BodyPaint {
    /** Rings across the radius of the ball around the body. */
    private static final float RINGS = 8;

    private static final float PIP_SIZE = 0.19f;

    private final float[] along = new float[RayBatch.SIZE];
    private final float[] across = new float[RayBatch.SIZE];
    private final float[][] noise = new float[4][RayBatch.SIZE];

    /** Colors the lanes of {@code mine} by where they are on the body. */
    void albedo(RayBatch batch, MovingBody body, int[] mine, float[][] out) {
        switch (body.body.material()) {
            case Material.Wood wood -> wood(batch, body, wood, out);
            case Material.Rubber(var color) -> plain(color, out);
            case Material.Ceramic(var color) -> plain(color, out);
            case Material.Metal(var color, _) -> plain(color, out);
            case Material.Glass(_, var color, _) -> plain(color, out);
        }
        if (body.body.marking() != Marking.NONE) {
            mark(batch, body, mine, out);
        }
    }

    private static void plain(Color color, float[][] out) {
        java.util.Arrays.fill(out[0], (float) color.r());
        java.util.Arrays.fill(out[1], (float) color.g());
        java.util.Arrays.fill(out[2], (float) color.b());
    }

    /** Rings about an axis off the middle, along the longest side. */
    private void wood(RayBatch batch, MovingBody body, Material.Wood wood, float[][] out) {
        int grain = longest(body.half);
        int side = (grain + 1) % 3;
        int up = (grain + 2) % 3;
        float scale = 1 / body.bound;
        float shift = body.index * 3.7f;
        for (int i = 0; i < RayBatch.SIZE; i++) {
            along[i] = batch.local[grain][i] * scale + shift;
            float a = batch.local[side][i] * scale + 0.62f;
            float b = batch.local[up][i] * scale + 0.35f;
            across[i] = (float) Math.sqrt(a * a + b * b) + 0.06f * (a - b) + shift;
        }
        Noise.sums(along, across, noise[0], RayBatch.SIZE, new Spectrum(0.9f, 2.5f, 3, 11));
        Noise.sums(along, across, noise[1], RayBatch.SIZE, new Spectrum(2.2f, 60, 3, 21));
        Noise.sums(along, across, noise[2], RayBatch.SIZE, new Spectrum(7, 150, 1, 22));
        Noise.sums(along, across, noise[3], RayBatch.SIZE, new Spectrum(1.1f, 5, 2, 15));
        for (int i = 0; i < RayBatch.SIZE; i++) {
            float rings = across[i] * RINGS + (noise[0][i] - 0.44f) * 2.4f;
            float phase = rings - (float) Math.floor(rings);
            float late = Noise.step(0, 0.75f, phase) * (1 - Noise.step(0.82f, 1, phase));
            float dark = late * (0.45f + 0.6f * noise[3][i]);
            float pore = Noise.step(0.36f, 0.43f, noise[2][i]) * 0.35f;
            float tone = (0.74f + 0.5f * noise[1][i]) * (1 - pore);
            out[0][i] = tone * Noise.mix((float) wood.light().r(), (float) wood.dark().r(), dark);
            out[1][i] = tone * Noise.mix((float) wood.light().g(), (float) wood.dark().g(), dark);
            out[2][i] = tone * Noise.mix((float) wood.light().b(), (float) wood.dark().b(), dark);
        }
    }

    static int longest(float[] half) {
        int best = half[0] >= half[1] ? 0 : 1;
        return half[best] >= half[2] ? best : 2;
    }

    private static int shortest(float[] half) {
        int best = half[0] <= half[1] ? 0 : 1;
        return half[best] <= half[2] ? best : 2;
    }

    /** Dots are black on light bodies and ivory on dark ones. */
    private static void mark(RayBatch batch, MovingBody body, int[] mine, float[][] out) {
        var p = new float[3];
        for (int i = 0; i < RayBatch.SIZE; i++) {
            if (mine[i] == 0) {
                continue;
            }
            for (int c = 0; c < 3; c++) {
                p[c] = batch.local[c][i];
            }
            float cover =
                    body.body.marking() == Marking.DIE_PIPS
                            ? diePips(body.half, p)
                            : dominoPips(body.half, p, body.index);
            if (cover > 0) {
                float bright = out[0][i] * 0.3f + out[1][i] * 0.6f + out[2][i] * 0.1f;
                float paint = bright > 0.2f ? 0.015f : 0.75f;
                for (int c = 0; c < 3; c++) {
                    out[c][i] = Noise.mix(out[c][i], paint, cover);
                }
            }
        }
    }

    /** Coverage by dots, 0 to 1: x shows 1 and 6, y 2 and 5, z 3 and 4. */
    static float diePips(float[] half, float[] p) {
        int axis = 0;
        for (int c = 1; c < 3; c++) {
            if (Math.abs(p[c]) / half[c] > Math.abs(p[axis]) / half[axis]) {
                axis = c;
            }
        }
        int low = axis + 1;
        int number = p[axis] > 0 ? low : 7 - low;
        float u = p[(axis + 1) % 3] / half[(axis + 1) % 3];
        float v = p[(axis + 2) % 3] / half[(axis + 2) % 3];
        return pips(number, u, v, PIP_SIZE);
    }

    /** On the two large faces: two squares of dots with a line between. */
    static float dominoPips(float[] half, float[] p, int index) {
        int thin = shortest(half);
        int tall = longest(half);
        if (tall == thin) {
            return 0;
        }
        int wide = 3 - thin - tall;
        if (half[thin] - Math.abs(p[thin]) > 0.25f * half[thin]) {
            return 0;
        }
        float along = p[tall] / half[tall];
        float u = p[wide] / half[wide];
        float line = 1 - Noise.step(0.018f, 0.03f, Math.abs(along));
        float bar = line * (1 - Noise.step(0.78f, 0.82f, Math.abs(u)));
        int number = along > 0 ? (index * 2 + 3) % 7 : (index * 3 + 5) % 7;
        float v = (Math.abs(along) - 0.5f) * 2;
        return Math.max(bar, pips(number, u, v, 0.15f));
    }

    /** Dots of a number on a square from -1 to 1. */
    private static float pips(int number, float u, float v, float size) {
        float d = RayBatch.FAR;
        float at = 0.5f;
        if (number % 2 == 1) {
            d = Math.min(d, distance(u, v, 0, 0));
        }
        if (number >= 2) {
            d = Math.min(d, Math.min(distance(u, v, -at, -at), distance(u, v, at, at)));
        }
        if (number >= 4) {
            d = Math.min(d, Math.min(distance(u, v, -at, at), distance(u, v, at, -at)));
        }
        if (number == 6) {
            d = Math.min(d, Math.min(distance(u, v, -at, 0), distance(u, v, at, 0)));
        }
        return 1 - Noise.step(size * 0.93f, size * 1.03f, d);
    }

    private static float distance(float u, float v, float x, float y) {
        return (float) Math.sqrt((u - x) * (u - x) + (v - y) * (v - y));
    }
}
