package dev.conch.studio.image;

/**
 * A video frame: planar Y, U, V, chroma at half size both ways, BT.709, limited range (16 to 235).
 *
 * @param data the Y plane (width x height), then U, then V (each half by half); not copied
 */
public record Yuv420(int width, int height, byte[] data) {
    public Yuv420 {
        if (width % 2 != 0 || height % 2 != 0 || data.length != width * height * 3 / 2) {
            throw new IllegalArgumentException(
                    "expected even sizes and %d bytes for %dx%d, got %d"
                            .formatted(width * height * 3 / 2, width, height, data.length));
        }
    }

    /** Converts with BT.709 weights; each chroma sample is the mean of its four pixels. */
    public static Yuv420 fromRgb(Rgb picture) {
        int width = picture.width();
        int height = picture.height();
        var yuv = new byte[width * height * 3 / 2];
        for (int y = 0; y < height; y++) {
            convertLuma(picture, yuv, y);
        }
        for (int y = 0; y < height; y += 2) {
            convertChroma(picture, yuv, y);
        }
        return new Yuv420(width, height, yuv);
    }

    /** Converts back; chroma is repeated for its four pixels. */
    public Rgb toRgb() {
        var rgb = new byte[width * height * 3];
        for (int y = 0; y < height; y++) {
            rowToRgb(rgb, y);
        }
        return new Rgb(width, height, rgb);
    }

    /** Fixed point, 16 fraction bits: 219/255 of the range. */
    private static void convertLuma(Rgb picture, byte[] yuv, int y) {
        byte[] rgb = picture.data();
        int width = picture.width();
        int at = y * width * 3;
        int out = y * width;
        for (int x = 0; x < width; x++, at += 3) {
            int r = rgb[at] & 255;
            int g = rgb[at + 1] & 255;
            int b = rgb[at + 2] & 255;
            yuv[out + x] = (byte) (16 + ((r * 11966 + g * 40254 + b * 4064 + 32768) >> 16));
        }
    }

    /** Sums of four pixels, so two more bits of fraction: 224/255 of the range. */
    private static void convertChroma(Rgb picture, byte[] yuv, int y) {
        byte[] rgb = picture.data();
        int width = picture.width();
        int pixels = width * picture.height();
        int top = y * width * 3;
        int low = top + width * 3;
        int u = pixels + (y / 2) * (width / 2);
        int v = u + pixels / 4;
        for (int x = 0; x < width / 2; x++, top += 6, low += 6) {
            int r = sum(rgb, top, low);
            int g = sum(rgb, top + 1, low + 1);
            int b = sum(rgb, top + 2, low + 2);
            yuv[u + x] = (byte) (128 + ((-r * 6596 - g * 22189 + b * 28785 + 131072) >> 18));
            yuv[v + x] = (byte) (128 + ((r * 28785 - g * 26146 - b * 2639 + 131072) >> 18));
        }
    }

    private static int sum(byte[] rgb, int top, int low) {
        return (rgb[top] & 255) + (rgb[top + 3] & 255) + (rgb[low] & 255) + (rgb[low + 3] & 255);
    }

    private void rowToRgb(byte[] rgb, int y) {
        int pixels = width * height;
        int chroma = pixels + (y / 2) * (width / 2);
        int out = y * width * 3;
        for (int x = 0; x < width; x++, out += 3) {
            int luma = ((data[y * width + x] & 255) - 16) * 76309;
            int u = (data[chroma + x / 2] & 255) - 128;
            int v = (data[chroma + pixels / 4 + x / 2] & 255) - 128;
            rgb[out] = clamp(luma + v * 117489);
            rgb[out + 1] = clamp(luma - u * 13975 - v * 34925);
            rgb[out + 2] = clamp(luma + u * 138438);
        }
    }

    private static byte clamp(int fixed) {
        return (byte) Math.clamp((fixed + 32768) >> 16, 0, 255);
    }
}
