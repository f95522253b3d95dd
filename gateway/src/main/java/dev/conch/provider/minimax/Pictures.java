package dev.conch.provider.minimax;

import dev.conch.provider.Wish;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Base64;

/** Images in the two forms that MiniMax takes. */
final class Pictures {
    private Pictures() {}

    /**
     * The caller's own address, which MiniMax fetches; a data URI where there is none.
     *
     * @throws UncheckedIOException when the file cannot be read
     */
    static String reference(Wish.Picture picture) {
        if (picture.url() != null) {
            return picture.url();
        }
        try {
            var bytes = Files.readAllBytes(picture.file());
            return "data:%s;base64,%s"
                    .formatted(picture.mediaType(), Base64.getEncoder().encodeToString(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many bytes it is in the body of a request. */
    static long length(Wish.Picture picture) {
        try {
            return picture.url() != null
                    ? picture.url().length()
                    : Math.ceilDiv(Files.size(picture.file()), 3) * 4;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
