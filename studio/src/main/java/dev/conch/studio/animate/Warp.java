package dev.conch.studio.animate;

import dev.conch.studio.image.Yuv420;

/**
 * Where each frame pixel comes from in a picture, on a coarse grid, and the resampling by it.
 *
 * <p>Source positions are exact every {@link #CELL} pixels and linear between, which is enough
 * because the fields behind them are smooth. Resampling is Catmull-Rom, which returns a sample
 * itself at its own place; positions are kept inside the picture.
 */
final class Warp {
    static final int CELL = 8;

    private final int width;
    private final int height;
    private final int columns;
    private final float[] sourceX;
    private final float[] sourceY;

    /** Source position of a frame position, both in pixels; pixel centers are whole numbers. */
    @FunctionalInterface
    interface Mapping {
        void source(double x, double y, double[] source);
    }

    Warp(int width, int height, Mapping mapping) {
        this.width = width;
        this.height = height;
        columns = (width + CELL - 1) / CELL + 1;
        int rows = (height + CELL - 1) / CELL + 1;
        sourceX = new float[columns * rows];
        sourceY = new float[columns * rows];
        var source = new double[2];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                mapping.source(column * CELL, row * CELL, source);
                sourceX[row * columns + column] = (float) source[0];
                sourceY[row * columns + column] = (float) source[1];
            }
        }
    }

    /** The picture seen through this warp. */
    Yuv420 apply(Yuv420 picture) {
        var out = new byte[picture.data().length];
        int pixels = width * height;
        var line = new Line(width);
        for (int y = 0; y < height; y++) {
            line.luma(y);
            sampleRow(new Plane(picture.data(), 0, width, height), line, width, out, y * width);
        }
        int half = width / 2;
        for (int y = 0; y < height / 2; y++) {
            line.chroma(y);
            int at = pixels + y * half;
            sampleRow(new Plane(picture.data(), pixels, half, height / 2), line, half, out, at);
            at += pixels / 4;
            int start = pixels + pixels / 4;
            sampleRow(new Plane(picture.data(), start, half, height / 2), line, half, out, at);
        }
        return new Yuv420(width, height, out);
    }

    private record Plane(byte[] data, int start, int width, int height) {}

    /** Source positions of one row of samples. */
    private final class Line {
        private final float[] x;
        private final float[] y;

        Line(int width) {
            x = new float[width];
            y = new float[width];
        }

        void luma(int row) {
            fill(row, 1, 0, width);
        }

        /** A chroma sample lies in the middle of its four pixels. */
        void chroma(int row) {
            fill(2 * row + 0.5f, 2, 0.5f, width / 2);
            for (int i = 0; i < width / 2; i++) {
                x[i] = (x[i] - 0.5f) / 2;
                y[i] = (y[i] - 0.5f) / 2;
            }
        }

        private void fill(float row, int step, float offset, int count) {
            int cellRow = (int) row / CELL;
            float fy = row / CELL - cellRow;
            int base = cellRow * columns;
            for (int i = 0; i < count; i++) {
                float at = i * step + offset;
                int cell = base + (int) at / CELL;
                float fx = at / CELL - (cell - base);
                x[i] = blend(sourceX, cell, fx, fy);
                y[i] = blend(sourceY, cell, fx, fy);
            }
        }

        private float blend(float[] values, int cell, float fx, float fy) {
            float top = values[cell] + fx * (values[cell + 1] - values[cell]);
            int below = cell + columns;
            float low = values[below] + fx * (values[below + 1] - values[below]);
            return top + fy * (low - top);
        }
    }

    private static void sampleRow(Plane plane, Line line, int count, byte[] out, int outStart) {
        for (int i = 0; i < count; i++) {
            float x = Math.clamp(line.x[i], 0f, plane.width - 1f);
            float y = Math.clamp(line.y[i], 0f, plane.height - 1f);
            int left = (int) x;
            int top = (int) y;
            float value =
                    left >= 1 && top >= 1 && left + 2 < plane.width && top + 2 < plane.height
                            ? inside(plane, left, top, x - left, y - top)
                            : nearEdge(plane, left, top, x - left, y - top);
            out[outStart + i] = (byte) Math.clamp((int) (value + 0.5f), 0, 255);
        }
    }

    private static float inside(Plane plane, int left, int top, float fx, float fy) {
        byte[] data = plane.data;
        int stride = plane.width;
        int at = plane.start + (top - 1) * stride + left - 1;
        float a = weightBefore(fx);
        float b = weightLeft(fx);
        float c = weightLeft(1 - fx);
        float d = weightBefore(1 - fx);
        float r0 = row(data, at, a, b, c, d);
        float r1 = row(data, at + stride, a, b, c, d);
        float r2 = row(data, at + 2 * stride, a, b, c, d);
        float r3 = row(data, at + 3 * stride, a, b, c, d);
        return weightBefore(fy) * r0
                + weightLeft(fy) * r1
                + weightLeft(1 - fy) * r2
                + weightBefore(1 - fy) * r3;
    }

    private static float row(byte[] data, int at, float a, float b, float c, float d) {
        return a * (data[at] & 255)
                + b * (data[at + 1] & 255)
                + c * (data[at + 2] & 255)
                + d * (data[at + 3] & 255);
    }

    private static float nearEdge(Plane plane, int left, int top, float fx, float fy) {
        float[] wx = {weightBefore(fx), weightLeft(fx), weightLeft(1 - fx), weightBefore(1 - fx)};
        float[] wy = {weightBefore(fy), weightLeft(fy), weightLeft(1 - fy), weightBefore(1 - fy)};
        float sum = 0;
        for (int j = 0; j < 4; j++) {
            int y = Math.clamp(top + j - 1, 0, plane.height - 1);
            for (int i = 0; i < 4; i++) {
                int x = Math.clamp(left + i - 1, 0, plane.width - 1);
                sum += wy[j] * wx[i] * (plane.data[plane.start + y * plane.width + x] & 255);
            }
        }
        return sum;
    }

    /** Catmull-Rom weight of the sample before the left one. */
    private static float weightBefore(float t) {
        return 0.5f * t * (t * (2 - t) - 1);
    }

    /** Catmull-Rom weight of the sample to the left. */
    private static float weightLeft(float t) {
        return 0.5f * (t * t * (3 * t - 5) + 2);
    }
}
