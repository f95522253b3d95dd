package dev.conch.studio.render;

/**
 * Irradiance over one surface, by red, green, blue; watts a square meter in the room's own unit, in
 * which a radiance of 1 over the whole half space gives pi.
 */
final class LightMap {
    final int width;
    final int height;
    final float[] data;

    LightMap(int width, int height) {
        this.width = width;
        this.height = height;
        data = new float[width * height * 3];
    }

    /** Blended between the four nearest texels; {@code u} and {@code v} are 0 to 1. */
    void lookup(float u, float v, float[] out) {
        float x = Math.clamp(u * width - 0.5f, 0f, width - 1f);
        float y = Math.clamp(v * height - 0.5f, 0f, height - 1f);
        int x0 = (int) x;
        int y0 = (int) y;
        int x1 = Math.min(width - 1, x0 + 1);
        int y1 = Math.min(height - 1, y0 + 1);
        float fx = x - x0;
        float fy = y - y0;
        for (int c = 0; c < 3; c++) {
            float low = Noise.mix(data[at(x0, y0) + c], data[at(x1, y0) + c], fx);
            float high = Noise.mix(data[at(x0, y1) + c], data[at(x1, y1) + c], fx);
            out[c] = Noise.mix(low, high, fy);
        }
    }

    int at(int x, int y) {
        return (y * width + x) * 3;
    }
}
