package dev.conch.studio.image;

/**
 * What an image file says of itself before anything is decoded.
 *
 * @param width as shown, after the orientation that a camera noted
 * @param height as shown
 */
public record ImageHeader(Format format, int width, int height) {
    /** The formats that the studio reads. */
    public enum Format {
        JPEG,
        PNG,
        WEBP
    }
}
