package dev.conch.testing;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;

import javax.imageio.ImageIO;

/** Pictures as callers send them. */
public final class Png {
    private Png() {}

    /**
     * A data URI of a picture of one color.
     *
     * @param color as in {@code 0xff0000}; another color is another file
     */
    public static String dataUri(int width, int height, int color) {
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        var paint = image.createGraphics();
        paint.setColor(new Color(color));
        paint.fillRect(0, 0, width, height);
        paint.dispose();
        try {
            var bytes = new ByteArrayOutputStream();
            ImageIO.write(image, "png", bytes);
            return "data:image/png;base64,"
                    + Base64.getEncoder().encodeToString(bytes.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
