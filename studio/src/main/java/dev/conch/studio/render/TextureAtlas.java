package dev.conch.studio.render;

import static dev.conch.studio.render.Lanes.COUNT;
import static dev.conch.studio.render.Lanes.F;
import static jdk.incubator.vector.FloatVector.fromArray;

import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Radiance of every surface as textures with mip levels: paint times baked light over pi, or an
 * emitter's picture. Each texel is one int in the RGB9E5 shared-exponent form (OpenGL
 * EXT_texture_shared_exponent, with exponent bias 15). Immutable; shared by all threads.
 */
final class TextureAtlas {
    private static final int LEVELS = 16;
    private static final int MANTISSA = 511;
    private static final int BIAS = 15;

    private final List<Surface> surfaces;
    private final int[] width;
    private final int[] height;
    private final int[] lastLevel;
    private final float[] texels;

    /** Where each mip level starts: surface x {@link #LEVELS} + level. */
    private final int[] start;

    private final int[] data;

    TextureAtlas(List<Surface> surfaces, List<LightMap> light, Workers workers) {
        this.surfaces = surfaces;
        int n = surfaces.size();
        width = new int[n];
        height = new int[n];
        lastLevel = new int[n];
        texels = new float[n];
        start = new int[n * LEVELS];
        int total = 0;
        for (int id = 0; id < n; id++) {
            total = layOut(id, total);
        }
        data = new int[total];
        for (int id = 0; id < n; id++) {
            fill(id, light.get(id), workers);
        }
    }

    private int layOut(int id, int first) {
        var s = surfaces.get(id);
        width[id] = Math.max(4, Math.round(s.firstLength() * s.texels()));
        height[id] = Math.max(4, Math.round(s.second().length() * s.texels()));
        texels[id] = s.texels();
        int next = first;
        int w = width[id];
        int h = height[id];
        for (int level = 0; level < LEVELS; level++) {
            start[id * LEVELS + level] = next;
            next += w * h;
            lastLevel[id] = level;
            if (w == 1 && h == 1) {
                break;
            }
            w = Math.max(1, w / 2);
            h = Math.max(1, h / 2);
        }
        return next;
    }

    private void fill(int id, LightMap light, Workers workers) {
        var image = paint(id, light, workers);
        int w = width[id];
        int h = height[id];
        for (int level = 0; level <= lastLevel[id]; level++) {
            int first = start[id * LEVELS + level];
            for (int i = 0; i < w * h; i++) {
                data[first + i] = pack(image, i * 3, first + i);
            }
            image = half(image, w, h);
            w = Math.max(1, w / 2);
            h = Math.max(1, h / 2);
        }
    }

    private float[] paint(int id, LightMap light, Workers workers) {
        int w = width[id];
        int h = height[id];
        var image = new float[w * h * 3];
        int band = Math.max(1, h / 64);
        workers.run(
                (h + band - 1) / band,
                (_, job) -> {
                    var paint = new Paint(w);
                    var row = new float[(w + COUNT) * 3];
                    for (int y = job * band; y < Math.min(h, (job + 1) * band); y++) {
                        fillRow(surfaces.get(id), paint, light, new ImageRow(image, w, h, y, row));
                    }
                });
        return image;
    }

    private record ImageRow(float[] image, int width, int height, int y, float[] scratch) {}

    private static void fillRow(Surface s, Paint paint, LightMap light, ImageRow r) {
        float v = (r.y + 0.5f) / r.height;
        var value = new float[3];
        boolean shines = s.emission().shines();
        if (!shines) {
            paint.row(s, v, r.width, r.scratch);
        }
        for (int x = 0; x < r.width; x++) {
            float u = (x + 0.5f) / r.width;
            if (shines) {
                s.radiance(u, v, value);
            } else {
                light.lookup(u, v, value);
                for (int c = 0; c < 3; c++) {
                    value[c] *= r.scratch[x * 3 + c] * (float) (1 / Math.PI);
                }
            }
            System.arraycopy(value, 0, r.image, (r.y * r.width + x) * 3, 3);
        }
    }

    private static float[] half(float[] image, int w, int h) {
        int nw = Math.max(1, w / 2);
        int nh = Math.max(1, h / 2);
        var out = new float[nw * nh * 3];
        for (int y = 0; y < nh; y++) {
            int y0 = Math.min(h - 1, y * 2) * w;
            int y1 = Math.min(h - 1, y * 2 + 1) * w;
            for (int x = 0; x < nw; x++) {
                int x0 = Math.min(w - 1, x * 2);
                int x1 = Math.min(w - 1, x * 2 + 1);
                for (int c = 0; c < 3; c++) {
                    out[(y * nw + x) * 3 + c] =
                            0.25f
                                    * (image[(y0 + x0) * 3 + c]
                                            + image[(y0 + x1) * 3 + c]
                                            + image[(y1 + x0) * 3 + c]
                                            + image[(y1 + x1) * 3 + c]);
                }
            }
        }
        return out;
    }

    /** Rounds up or down by chance, so that slow gradients do not step. */
    private static int pack(float[] rgb, int at, int key) {
        float most = Math.max(rgb[at], Math.max(rgb[at + 1], rgb[at + 2]));
        if (most < 1e-6f) {
            return 0;
        }
        int exponent = Math.clamp(Math.getExponent(most) + 1, -BIAS, 31 - BIAS);
        float scale = Math.scalb(1f, 9 - exponent);
        int packed = (exponent + BIAS) << 27;
        for (int c = 0; c < 3; c++) {
            int mantissa = (int) (rgb[at + c] * scale + Noise.hash(key, c, 3));
            packed |= Math.min(MANTISSA, mantissa) << (9 * c);
        }
        return packed;
    }

    /**
     * Writes the color of active rays that hit the room. The mip level fits the cone's footprint
     * and is rounded up or down by chance, which blends levels over the samples.
     *
     * @param scratch at least four vectors long
     */
    void shade(RayBatch batch, int[] scratch) {
        for (int at = 0; at < RayBatch.SIZE; at += COUNT) {
            if (batch.idle(at)) {
                continue;
            }
            if (!IntVector.fromArray(Lanes.I, batch.surface, at)
                    .compare(VectorOperators.GE, 0)
                    .anyTrue()) {
                for (int c = 0; c < 3; c++) {
                    FloatVector.zero(F).intoArray(batch.color[c], at);
                }
            } else {
                levels(batch, at, scratch);
                corners(batch, at, scratch);
                addresses(scratch);
                blend(batch, at, scratch);
            }
        }
    }

    /** Surface and mip level of each lane into the first two vectors of {@code scratch}. */
    private void levels(RayBatch batch, int at, int[] scratch) {
        IntVector id = IntVector.fromArray(Lanes.I, batch.surface, at).max(0);
        id.intoArray(scratch, 0);
        IntVector last = IntVector.fromArray(Lanes.I, lastLevel, 0, scratch, 0);
        FloatVector size =
                batch.footprint(at).mul(fromArray(F, texels, 0, scratch, 0)).max(1f).min(60000f);
        FloatVector logarithm =
                Lanes.toFloat(size.reinterpretAsInts()).mul(1f / 8388608f).sub(127f);
        Lanes.toInt(logarithm.add(fromArray(F, batch.random, at)))
                .max(0)
                .min(last)
                .intoArray(scratch, COUNT);
    }

    /** Left column, lower row and distance from them, in texels of the level. */
    private void corners(RayBatch batch, int at, int[] scratch) {
        IntVector level = IntVector.fromArray(Lanes.I, scratch, COUNT);
        FloatVector shrink =
                level.neg().add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
        IntVector right =
                IntVector.fromArray(Lanes.I, width, 0, scratch, 0)
                        .lanewise(VectorOperators.LSHR, level)
                        .max(1)
                        .sub(1);
        FloatVector x = fromArray(F, batch.u, at).mul(shrink).sub(0.5f).max(0f);
        IntVector column = ((IntVector) x.convert(VectorOperators.F2I, 0)).min(right);
        x.sub((FloatVector) column.convert(VectorOperators.I2F, 0)).min(1f).intoArray(batch.u, at);
        IntVector top =
                IntVector.fromArray(Lanes.I, height, 0, scratch, 0)
                        .lanewise(VectorOperators.LSHR, level)
                        .max(1)
                        .sub(1);
        FloatVector y = fromArray(F, batch.v, at).mul(shrink).sub(0.5f).max(0f);
        IntVector row = ((IntVector) y.convert(VectorOperators.F2I, 0)).min(top);
        y.sub((FloatVector) row.convert(VectorOperators.I2F, 0)).min(1f).intoArray(batch.v, at);
        column.intoArray(scratch, 2 * COUNT);
        row.intoArray(scratch, 3 * COUNT);
    }

    /** Four texel addresses a lane, over what the steps before left in {@code scratch}. */
    private void addresses(int[] scratch) {
        IntVector level = IntVector.fromArray(Lanes.I, scratch, COUNT);
        IntVector column = IntVector.fromArray(Lanes.I, scratch, 2 * COUNT);
        IntVector row = IntVector.fromArray(Lanes.I, scratch, 3 * COUNT);
        IntVector w =
                IntVector.fromArray(Lanes.I, width, 0, scratch, 0)
                        .lanewise(VectorOperators.LSHR, level)
                        .max(1);
        IntVector h =
                IntVector.fromArray(Lanes.I, height, 0, scratch, 0)
                        .lanewise(VectorOperators.LSHR, level)
                        .max(1);
        IntVector.fromArray(Lanes.I, scratch, 0)
                .lanewise(VectorOperators.LSHL, 4)
                .add(level)
                .intoArray(scratch, 0);
        IntVector base = IntVector.fromArray(Lanes.I, start, 0, scratch, 0);
        IntVector next = column.add(1).min(w.sub(1));
        IntVector row0 = row.mul(w).add(base);
        IntVector row1 = row.add(1).min(h.sub(1)).mul(w).add(base);
        row0.add(column).intoArray(scratch, 0);
        row0.add(next).intoArray(scratch, COUNT);
        row1.add(column).intoArray(scratch, 2 * COUNT);
        row1.add(next).intoArray(scratch, 3 * COUNT);
    }

    private void blend(RayBatch batch, int at, int[] scratch) {
        VectorMask<Float> hit =
                IntVector.fromArray(Lanes.I, batch.surface, at)
                        .compare(VectorOperators.GE, 0)
                        .cast(F);
        FloatVector right = fromArray(F, batch.u, at);
        FloatVector up = fromArray(F, batch.v, at);
        FloatVector left = right.neg().add(1f);
        FloatVector down = up.neg().add(1f);
        FloatVector red = FloatVector.zero(F);
        FloatVector green = red;
        FloatVector blue = red;
        for (int k = 0; k < 4; k++) {
            IntVector p = IntVector.fromArray(Lanes.I, data, 0, scratch, k * COUNT);
            FloatVector scale =
                    p.lanewise(VectorOperators.LSHR, 27)
                            .add(127 - BIAS - 9)
                            .lanewise(VectorOperators.LSHL, 23)
                            .reinterpretAsFloats();
            FloatVector weight =
                    ((k & 1) == 0 ? left : right).mul((k & 2) == 0 ? down : up).mul(scale);
            red = mantissa(p, 0).fma(weight, red);
            green = mantissa(p, 9).fma(weight, green);
            blue = mantissa(p, 18).fma(weight, blue);
        }
        FloatVector none = FloatVector.zero(F);
        none.blend(red, hit).intoArray(batch.color[0], at);
        none.blend(green, hit).intoArray(batch.color[1], at);
        none.blend(blue, hit).intoArray(batch.color[2], at);
    }

    private static FloatVector mantissa(IntVector packed, int shift) {
        return Lanes.toFloat(packed.lanewise(VectorOperators.LSHR, shift).and(MANTISSA));
    }
}
