package dev.conch.studio.image;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Pictures with sky, hills, grain and a ball: enough of nature for codecs and animators. */
public final class TestPictures {
    private TestPictures() {}

    /** A landscape with fine texture, and a red ball whose center is given in parts of the size. */
    public static Rgb landscape(int width, int height, double ballX, double ballY) {
        var data = new byte[width * height * 3];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double u = (double) x / width;
                double v = (double) y / height;
                double ridge = 0.45 + 0.08 * Math.sin(u * 7) + 0.03 * Math.sin(u * 23 + 1);
                double grain = noise(u * 60, v * 60) - 0.5;
                double[] rgb =
                        v < ridge
                                ? new double[] {
                                    90 + 90 * v + 40 * noise(u * 5, v * 9),
                                    140 + 60 * v + 30 * noise(u * 5, v * 9),
                                    210 - 30 * v
                                }
                                : new double[] {
                                    60 + 70 * v + 50 * grain,
                                    90 + 30 * v + 60 * grain,
                                    40 + 25 * grain
                                };
                double radius = Math.hypot((x - ballX * width) / height, v - ballY) / 0.16;
                if (radius < 1) {
                    double light = 0.35 + 0.65 * Math.sqrt(1 - radius * radius);
                    rgb = new double[] {225 * light, 60 * light, 45 * light};
                }
                for (int c = 0; c < 3; c++) {
                    data[(y * width + x) * 3 + c] = (byte) Math.clamp(Math.round(rgb[c]), 0, 255);
                }
            }
        }
        return new Rgb(width, height, data);
    }

    public static Rgb landscape(int width, int height) {
        return landscape(width, height, 0.5, 0.62);
    }

    /** Writes a picture as a PNG file. */
    public static Path png(Path file, Rgb picture) {
        var image =
                new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_3BYTE_BGR);
        image.getRaster().setDataElements(0, 0, picture.width(), picture.height(), picture.data());
        try {
            ImageIO.write(image, "png", file.toFile());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return file;
    }

    /** Smooth value noise, 0 to 1. */
    private static double noise(double x, double y) {
        int ix = (int) Math.floor(x);
        int iy = (int) Math.floor(y);
        double fx = smooth(x - ix);
        double fy = smooth(y - iy);
        double top = hash(ix, iy) * (1 - fx) + hash(ix + 1, iy) * fx;
        double low = hash(ix, iy + 1) * (1 - fx) + hash(ix + 1, iy + 1) * fx;
        return top * (1 - fy) + low * fy;
    }

    private static double smooth(double t) {
        return t * t * (3 - 2 * t);
    }

    private static double hash(int x, int y) {
        int h = x * 374761393 + y * 668265263;
        h = (h ^ (h >>> 13)) * 1274126177;
        return ((h ^ (h >>> 16)) & 0xffff) / 65535.0;
    }

    /** Peak signal to noise in decibels over all samples; infinite if equal. */
    public static double psnr(byte[] a, byte[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            int difference = (a[i] & 255) - (b[i] & 255);
            sum += difference * difference;
        }
        return 10 * Math.log10(255.0 * 255.0 * a.length / sum);
    }

    /** The greatest difference of two samples. */
    public static int maxDifference(byte[] a, byte[] b) {
        int max = 0;
        for (int i = 0; i < a.length; i++) {
            max = Math.max(max, Math.abs((a[i] & 255) - (b[i] & 255)));
        }
        return max;
    }
}
