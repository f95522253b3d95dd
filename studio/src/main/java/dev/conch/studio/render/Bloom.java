package dev.conch.studio.render;

import static dev.conch.studio.render.Lanes.COUNT;
import static dev.conch.studio.render.Lanes.F;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/** The glow that a lens spreads around bright places: a wide blur at an eighth of the size. */
final class Bloom {
    private static final int STEP = 8;

    /** Blur radius as part of the picture's width, for one of the {@link #PASSES} box blurs. */
    private static final float RADIUS = 0.03f;

    private static final int PASSES = 3;

    final int width;
    final int height;
    private final float[][] planes = new float[3][];

    Bloom(FrameBuffer frame, Workers workers) {
        width = (frame.width + STEP - 1) / STEP;
        height = (frame.height + STEP - 1) / STEP;
        int radius = Math.max(1, Math.round(RADIUS * width));
        workers.run(
                3,
                (_, c) -> {
                    planes[c] = shrink(frame, frame.base[c]);
                    var spare = new float[width * height];
                    for (int pass = 0; pass < PASSES; pass++) {
                        blur(planes[c], spare, radius);
                    }
                });
    }

    private float[] shrink(FrameBuffer frame, float[] plane) {
        var out = new float[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                float sum = 0;
                int count = 0;
                for (int dy = 0; dy < STEP && y * STEP + dy < frame.rows; dy++) {
                    int row = (y * STEP + dy) * frame.stride + x * STEP;
                    for (int dx = 0; dx < STEP; dx++) {
                        sum += plane[row + dx];
                        count++;
                    }
                }
                out[y * width + x] = sum / count;
            }
        }
        return out;
    }

    /** Running means along rows, then along columns; the border repeats. */
    private void blur(float[] a, float[] spare, int radius) {
        for (int y = 0; y < height; y++) {
            line(a, spare, new Line(y * width, 1, width), radius);
        }
        for (int x = 0; x < width; x++) {
            line(spare, a, new Line(x, width, height), radius);
        }
    }

    private record Line(int start, int step, int count) {
        int at(int i) {
            return start + Math.clamp(i, 0, count - 1) * step;
        }
    }

    private static void line(float[] from, float[] to, Line line, int radius) {
        float sum = 0;
        for (int i = -radius; i <= radius; i++) {
            sum += from[line.at(i)];
        }
        for (int i = 0; i < line.count; i++) {
            to[line.at(i)] = sum / (2 * radius + 1);
            sum += from[line.at(i + radius + 1)] - from[line.at(i - radius)];
        }
    }

    /**
     * The glow of one color along a row of {@code count} pixels, blended between its places.
     *
     * @param out like {@code scratch}, as long as a multiple of the vector length
     */
    void row(int color, int y, int count, float[] out, int[] scratch) {
        float fy = Math.clamp((y + 0.5f) / STEP - 0.5f, 0f, height - 1f);
        int y0 = (int) fy;
        int y1 = Math.min(height - 1, y0 + 1);
        float[] p = planes[color];
        var column = new float[width + 1];
        for (int x = 0; x < width; x++) {
            column[x] = Noise.mix(p[y0 * width + x], p[y1 * width + x], fy - y0);
        }
        column[width] = column[width - 1];
        for (int x = 0; x < count; x += COUNT) {
            FloatVector place =
                    Lanes.countUp(x + 0.5f).mul(1f / STEP).sub(0.5f).max(0f).min(width - 1f);
            IntVector left = Lanes.toInt(place);
            left.intoArray(scratch, x);
            FloatVector a = FloatVector.fromArray(F, column, 0, scratch, x);
            FloatVector b = FloatVector.fromArray(F, column, 1, scratch, x);
            b.sub(a).mul(place.sub(Lanes.toFloat(left))).add(a).intoArray(out, x);
        }
    }
}
