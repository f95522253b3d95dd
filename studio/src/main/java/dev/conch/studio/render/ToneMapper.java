package dev.conch.studio.render;

import dev.conch.studio.image.Rgb;

/**
 * From radiance to 8-bit sRGB: bloom, exposure, vignette, a filmic curve (K. Narkowicz' fit of
 * ACES, 2015), the sRGB transfer function (IEC 61966-2-1) and triangular dither. Immutable.
 */
final class ToneMapper {
    private static final int CODES = 4096;
    private static final float BLOOM = 0.06f;
    private static final float VIGNETTE = 0.55f;

    /** The curve lifts middle grey; this takes it back. */
    private static final float CURVE_INPUT = 0.8f;

    private final float[] codes = new float[CODES + 1];
    private final Workers workers;

    ToneMapper(Workers workers) {
        this.workers = workers;
        for (int i = 0; i <= CODES; i++) {
            double x = (double) i / CODES;
            codes[i] = (float) (255 * (x <= 0.0031308 ? 12.92 * x : gamma(x)));
        }
    }

    private static double gamma(double x) {
        return 1.055 * Math.pow(x, 1 / 2.4) - 0.055;
    }

    Rgb develop(FrameBuffer frame, float exposure, int frameIndex) {
        var bloom = new Bloom(frame, workers);
        var data = new byte[frame.width * frame.height * 3];
        workers.run(frame.height, (_, y) -> row(frame, bloom, exposure, frameIndex, y, data));
        return new Rgb(frame.width, frame.height, data);
    }

    private void row(
            FrameBuffer frame, Bloom bloom, float exposure, int frameIndex, int y, byte[] out) {
        var glow = new float[3];
        for (int x = 0; x < frame.width; x++) {
            bloom.at(x, y, glow);
            float fromX = (x - frame.width * 0.5f) / frame.width;
            float fromY = (y - frame.height * 0.5f) / frame.width;
            float scale = exposure * (1 - VIGNETTE * (fromX * fromX + fromY * fromY));
            for (int c = 0; c < 3; c++) {
                float radiance = frame.base[c][y * frame.stride + x];
                float value = (radiance * (1 - BLOOM) + glow[c] * BLOOM) * scale;
                float place = filmic(value * CURVE_INPUT) * CODES;
                int low = (int) place;
                float code =
                        low >= CODES
                                ? codes[CODES]
                                : Noise.mix(codes[low], codes[low + 1], place - low);
                int at = (y * frame.width + x) * 3 + c;
                int rounded = (int) (code + dither(x, y, c + 3 * frameIndex) + 0.5f);
                out[at] = (byte) Math.clamp(rounded, 0, 255);
            }
        }
    }

    static float filmic(float x) {
        float y = x * (2.51f * x + 0.03f) / (x * (2.43f * x + 0.59f) + 0.14f);
        return Math.clamp(y, 0f, 1f);
    }

    /** -1 to 1, triangular, so that the error of rounding does not depend on the picture. */
    private static float dither(int x, int y, int key) {
        return Noise.hash(x, y, key) - Noise.hash(y, x, key + 7919);
    }
}
