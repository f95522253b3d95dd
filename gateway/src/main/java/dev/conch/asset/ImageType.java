package dev.conch.asset;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** The image formats we take. */
public enum ImageType {
    JPEG("image/jpeg"),
    PNG("image/png"),
    WEBP("image/webp");

    private static final byte[] JPEG_START = {(byte) 0xff, (byte) 0xd8, (byte) 0xff};
    private static final byte[] PNG_START = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final byte[] RIFF = "RIFF".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] WEBP_FORM = "WEBP".getBytes(StandardCharsets.US_ASCII);

    private final String mediaType;

    ImageType(String mediaType) {
        this.mediaType = mediaType;
    }

    public String mediaType() {
        return mediaType;
    }

    /** The format of a media type in lower case; {@code image/jpg} is a common slip. */
    public static Optional<ImageType> ofMediaType(String mediaType) {
        String proper = mediaType.equals("image/jpg") ? JPEG.mediaType : mediaType;
        return Arrays.stream(values()).filter(type -> type.mediaType.equals(proper)).findFirst();
    }

    /** The format that the first bytes show, whatever anybody says about it. */
    public static Optional<ImageType> ofContent(byte[] content) {
        if (has(content, 0, JPEG_START)) {
            return Optional.of(JPEG);
        }
        if (has(content, 0, PNG_START)) {
            return Optional.of(PNG);
        }
        boolean webp = has(content, 0, RIFF) && has(content, 8, WEBP_FORM);
        return webp ? Optional.of(WEBP) : Optional.empty();
    }

    private static boolean has(byte[] content, int at, byte[] magic) {
        int end = at + magic.length;
        return content.length >= end && Arrays.equals(content, at, end, magic, 0, magic.length);
    }
}
