package dev.conch.provider.http;

import dev.conch.provider.Wish;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Base64;

/** Images within a request's JSON. */
public final class DataUri {
    private DataUri() {}

    /** The whole image as {@code data:image/png;base64,…}. */
    public static String of(Wish.Picture picture) throws IOException {
        return "data:%s;base64,%s"
                .formatted(
                        picture.mediaType(),
                        Base64.getEncoder().encodeToString(Files.readAllBytes(picture.file())));
    }
}
