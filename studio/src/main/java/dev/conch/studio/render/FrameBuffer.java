package dev.conch.studio.render;

/**
 * Radiance of one frame while it is worked on, padded to whole tiles. Diffuse and mirrored light
 * are kept apart because they are smoothed apart.
 */
final class FrameBuffer {
    final int width;
    final int height;

    /** Floats from one row to the next. */
    final int stride;

    final int rows;

    /** By color. */
    final float[][] base;

    final float[][] gloss;

    /** Diameter in pixels over which the lens blurs what is seen here. */
    final float[] blur;

    final float[] glossBlur;
    final float[] spare;

    FrameBuffer(int width, int height) {
        this.width = width;
        this.height = height;
        stride = roundUp(width, RayBatch.WIDTH);
        rows = roundUp(height, RayBatch.HEIGHT);
        base = new float[3][stride * rows];
        gloss = new float[3][stride * rows];
        blur = new float[stride * rows];
        glossBlur = new float[stride * rows];
        spare = new float[stride * rows * 3];
    }

    private static int roundUp(int n, int step) {
        return (n + step - 1) / step * step;
    }

    int tilesAcross() {
        return stride / RayBatch.WIDTH;
    }

    int tilesDown() {
        return rows / RayBatch.HEIGHT;
    }
}
