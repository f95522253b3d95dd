package dev.conch.studio.render;

import static dev.conch.studio.render.Lanes.COUNT;
import static dev.conch.studio.render.Lanes.F;
import static jdk.incubator.vector.FloatVector.fromArray;

import dev.conch.studio.image.Rgb;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

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
        workers.run(
                frame.height,
                (_, y) -> {
                    var row = new Row(frame, y, exposure, 3 * frameIndex);
                    for (int c = 0; c < 3; c++) {
                        bloom.row(c, y, frame.width, row.glow, row.code);
                        develop(row, c, data);
                    }
                });
        return new Rgb(frame.width, frame.height, data);
    }

    /** A row on its way; arrays are padded to whole vectors. */
    private record Row(
            FrameBuffer frame,
            int y,
            float exposure,
            int key,
            float[] glow,
            float[] value,
            int[] code) {
        Row(FrameBuffer frame, int y, float exposure, int key) {
            this(
                    frame,
                    y,
                    exposure,
                    key,
                    new float[frame.stride],
                    new float[frame.stride],
                    new int[frame.stride]);
        }
    }

    private void develop(Row row, int color, byte[] out) {
        int width = row.frame.width;
        expose(row, row.frame.base[color]);
        for (int x = 0; x < width; x += COUNT) {
            encode(row, x, color);
        }
        int at = row.y * width * 3 + color;
        for (int x = 0; x < width; x++) {
            out[at + 3 * x] = (byte) row.code[x];
        }
    }

    /** Bloom, exposure, vignette and the curve, up to the place in {@link #codes}. */
    private static void expose(Row row, float[] plane) {
        int width = row.frame.width;
        float fromY = (row.y - row.frame.height * 0.5f) / width;
        for (int x = 0; x < width; x += COUNT) {
            FloatVector fromX = Lanes.countUp(x - width * 0.5f).div(width);
            FloatVector scale =
                    fromX.mul(fromX)
                            .add(fromY * fromY)
                            .mul(-VIGNETTE)
                            .add(1f)
                            .mul(row.exposure * CURVE_INPUT);
            FloatVector radiance = fromArray(F, plane, row.y * row.frame.stride + x);
            FloatVector light =
                    fromArray(F, row.glow, x).mul(BLOOM).add(radiance.mul(1 - BLOOM)).mul(scale);
            FloatVector over = light.mul(2.51f).add(0.03f).mul(light);
            FloatVector under = light.mul(2.43f).add(0.59f).mul(light).add(0.14f);
            over.div(under).max(0f).min(1f).mul(CODES).intoArray(row.value, x);
        }
    }

    /** To 8 bits, with triangular dither from -1 to 1, so that errors do not follow the picture. */
    private void encode(Row row, int x, int color) {
        FloatVector place = fromArray(F, row.value, x);
        IntVector low = Lanes.toInt(place).min(CODES - 1);
        low.intoArray(row.code, x);
        FloatVector below = FloatVector.fromArray(F, codes, 0, row.code, x);
        FloatVector above = FloatVector.fromArray(F, codes, 1, row.code, x);
        FloatVector code = above.sub(below).mul(place.sub(Lanes.toFloat(low))).add(below);
        IntVector column = IntVector.broadcast(Lanes.I, x).addIndex(1);
        IntVector line = IntVector.broadcast(Lanes.I, row.y);
        FloatVector dither =
                Noise.hashes(column, line, row.key + color)
                        .sub(Noise.hashes(line, column, row.key + color + 7919));
        Lanes.toInt(code.add(dither).add(0.5f)).max(0).min(255).intoArray(row.code, x);
    }
}
