package dev.conch.provider.http;

import dev.conch.provider.Wish;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Base64;

/** A wish's images, for calls that carry them. */
public final class Pictures {
    private Pictures() {}

    /** Where the provider can fetch the image itself, or else the image as {@code data:…}. */
    public static String urlOrData(Wish.Picture picture) {
        var url = picture.url();
        return url == null ? dataUri(picture) : url;
    }

    /** Such as {@code data:image/png;base64,…}. */
    public static String dataUri(Wish.Picture picture) {
        return "data:" + picture.mediaType() + ";base64," + base64(picture);
    }

    /** How many bytes {@link #urlOrData} has, but for the few before the data. */
    public static long sentLength(Wish.Picture picture) {
        try {
            return picture.url() != null
                    ? picture.url().length()
                    : Math.ceilDiv(Files.size(picture.file()), 3) * 4;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String base64(Wish.Picture picture) {
        return Base64.getEncoder().encodeToString(bytes(picture));
    }

    /** The image's bytes. */
    public static byte[] bytes(Wish.Picture picture) {
        try {
            return Files.readAllBytes(picture.file());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
