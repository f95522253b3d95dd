package dev.conch.studio.image;

/**
 * A still picture, 8 bits a channel, sRGB.
 *
 * @param data rows from the top, three bytes a pixel: red, green, blue; width x height x 3 bytes,
 *     not copied
 */
public record Rgb(int width, int height, byte[] data) {
    public Rgb {
        if (data.length != width * height * 3) {
            throw new IllegalArgumentException(
                    "expected %d bytes for %dx%d, got %d"
                            .formatted(width * height * 3, width, height, data.length));
        }
    }

    /** A black picture. */
    public static Rgb black(int width, int height) {
        return new Rgb(width, height, new byte[width * height * 3]);
    }
}
