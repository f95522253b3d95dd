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
        for (int y = 0; y < height; y += 2) {
            for (int x = 0; x < width; x += 2) {
                convertBlock(picture, yuv, x, y);
            }
        }
        return new Yuv420(width, height, yuv);
    }

    /** Fixed point, 16 fraction bits: 219/255 of full luma range, 224/255 of full chroma range. */
    private static void convertBlock(Rgb picture, byte[] yuv, int x, int y) {
        int width = picture.width();
        int pixels = width * picture.height();
        int red = 0;
        int green = 0;
        int blue = 0;
        for (int dy = 0; dy < 2; dy++) {
            for (int dx = 0; dx < 2; dx++) {
                int at = (y + dy) * width + x + dx;
                int r = picture.data()[at * 3] & 255;
                int g = picture.data()[at * 3 + 1] & 255;
                int b = picture.data()[at * 3 + 2] & 255;
                yuv[at] = (byte) (16 + ((r * 11966 + g * 40254 + b * 4064 + 32768) >> 16));
                red += r;
                green += g;
                blue += b;
            }
        }
        int chroma = (y / 2) * (width / 2) + x / 2;
        yuv[pixels + chroma] =
                (byte) (128 + ((-red * 6596 - green * 22189 + blue * 28785 + 131072) >> 18));
        yuv[pixels + pixels / 4 + chroma] =
                (byte) (128 + ((red * 28785 - green * 26146 - blue * 2639 + 131072) >> 18));
    }
}
