package dev.conch.studio.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * Takes the stored numbers out of the JDK's images: its own conversion would brighten gray ones.
 */
final class Pixels {
    private Pixels() {}

    static Rgb overWhite(BufferedImage image) {
        Rgb out = Rgb.black(image.getWidth(), image.getHeight());
        if (image.getColorModel() instanceof IndexColorModel palette) {
            fromPalette(image.getRaster(), palette, out);
        } else {
            fromSamples(image, out);
        }
        return out;
    }

    private static void fromPalette(Raster raster, IndexColorModel palette, Rgb out) {
        var colors = new int[palette.getMapSize()];
        palette.getRGBs(colors);
        int width = out.width();
        var row = new int[width];
        for (int y = 0; y < out.height(); y++) {
            raster.getSamples(0, y, width, 1, 0, row);
            for (int x = 0; x < width; x++) {
                int color = row[x] < colors.length ? colors[row[x]] : 0xff000000;
                int at = (y * width + x) * 3;
                for (int c = 0; c < 3; c++) {
                    int sample = (color >> (16 - 8 * c)) & 255;
                    out.data()[at + c] = over(sample, color >>> 24, 255);
                }
            }
        }
    }

    private static void fromSamples(BufferedImage image, Rgb out) {
        Raster raster = image.getRaster();
        int bands = raster.getNumBands();
        int max = (1 << image.getSampleModel().getSampleSize(0)) - 1;
        boolean alpha = bands == 2 || bands == 4;
        boolean gray = bands <= 2;
        if (bands > 4 || image.isAlphaPremultiplied()) {
            throw new IllegalArgumentException("unexpected kind of image");
        }
        int width = out.width();
        var row = new int[width * bands];
        for (int y = 0; y < out.height(); y++) {
            raster.getPixels(0, y, width, 1, row);
            for (int x = 0; x < width; x++) {
                int opacity = alpha ? row[x * bands + bands - 1] : max;
                int at = (y * width + x) * 3;
                for (int c = 0; c < 3; c++) {
                    int sample = row[x * bands + (gray ? 0 : c)];
                    out.data()[at + c] = over(sample, opacity, max);
                }
            }
        }
    }

    /** A sample of {@code 0..max} with the given opacity on white, as 8 bits. */
    static byte over(int sample, int opacity, int max) {
        if (opacity == max) {
            return (byte) (max == 255 ? sample : (sample * 255 + max / 2) / max);
        }
        long mixed = (long) sample * opacity + (long) max * (max - opacity);
        long full = (long) max * max;
        return (byte) ((mixed * 255 + full / 2) / full);
    }
}
