package dev.conch.studio.image;

/** Brings a picture to a frame's size: cut to its shape around the middle, then resampled. */
public final class Crop {
    /** Lobes of the Lanczos window: 3 is sharp with little ringing. */
    private static final int LOBES = 3;

    private Crop() {}

    /**
     * The largest middle part of the frame's shape, at the frame's size; a fitting one as it is.
     */
    public static Rgb toFill(Rgb picture, int width, int height) {
        if (picture.width() == width && picture.height() == height) {
            return picture;
        }
        double scale =
                Math.min((double) picture.width() / width, (double) picture.height() / height);
        var columns = Kernel.of(picture.width(), width, scale);
        var rows = Kernel.of(picture.height(), height, scale);
        return vertical(horizontal(picture, columns, rows), width, rows);
    }

    /**
     * Resamples each row that the vertical pass will need; floats, so that rounding is done once.
     */
    private static float[][] horizontal(Rgb picture, Kernel columns, Kernel rows) {
        var out = new float[picture.height()][];
        for (int y = rows.first(); y < rows.end(); y++) {
            out[y] = resample(picture.data(), y * picture.width() * 3, columns);
        }
        return out;
    }

    private static float[] resample(byte[] data, int start, Kernel kernel) {
        var row = new float[kernel.size() * 3];
        int taps = kernel.taps();
        for (int x = 0; x < kernel.size(); x++) {
            float r = 0;
            float g = 0;
            float b = 0;
            for (int t = 0; t < taps; t++) {
                float weight = kernel.weights()[x * taps + t];
                int at = start + kernel.sources()[x * taps + t] * 3;
                r += weight * (data[at] & 255);
                g += weight * (data[at + 1] & 255);
                b += weight * (data[at + 2] & 255);
            }
            row[x * 3] = r;
            row[x * 3 + 1] = g;
            row[x * 3 + 2] = b;
        }
        return row;
    }

    private static Rgb vertical(float[][] lines, int width, Kernel rows) {
        Rgb out = Rgb.black(width, rows.size());
        int taps = rows.taps();
        var sum = new float[width * 3];
        for (int y = 0; y < rows.size(); y++) {
            java.util.Arrays.fill(sum, 0);
            for (int t = 0; t < taps; t++) {
                float weight = rows.weights()[y * taps + t];
                float[] line = lines[rows.sources()[y * taps + t]];
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += weight * line[i];
                }
            }
            for (int i = 0; i < sum.length; i++) {
                out.data()[y * sum.length + i] = (byte) Math.clamp(Math.round(sum[i]), 0, 255);
            }
        }
        return out;
    }

    /**
     * Which source samples make up each target sample, and how much of each.
     *
     * @param first least source index in use
     * @param end one more than the greatest
     */
    private record Kernel(int size, int taps, int[] sources, float[] weights, int first, int end) {

        /** Source samples a target sample apart by {@code scale}, centered in the source. */
        static Kernel of(int length, int size, double scale) {
            double reach = LOBES * Math.max(1, scale);
            int taps = (int) Math.ceil(reach * 2) + 1;
            double offset = (length - size * scale) / 2;
            var sources = new int[size * taps];
            var weights = new float[size * taps];
            int first = length;
            int end = 0;
            for (int i = 0; i < size; i++) {
                double center = offset + (i + 0.5) * scale - 0.5;
                int start = (int) Math.ceil(center - reach);
                double total = 0;
                for (int t = 0; t < taps; t++) {
                    total += lanczos((start + t - center) / Math.max(1, scale));
                }
                for (int t = 0; t < taps; t++) {
                    int source = Math.clamp(start + t, 0, length - 1);
                    double weight = lanczos((start + t - center) / Math.max(1, scale));
                    sources[i * taps + t] = source;
                    weights[i * taps + t] = (float) (weight / total);
                    first = Math.min(first, source);
                    end = Math.max(end, source + 1);
                }
            }
            return new Kernel(size, taps, sources, weights, first, end);
        }

        private static double lanczos(double x) {
            if (x == 0) {
                return 1;
            }
            if (Math.abs(x) >= LOBES) {
                return 0;
            }
            double angle = Math.PI * x;
            return LOBES * Math.sin(angle) * Math.sin(angle / LOBES) / (angle * angle);
        }
    }
}
