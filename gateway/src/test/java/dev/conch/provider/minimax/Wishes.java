package dev.conch.provider.minimax;

import dev.conch.base.TaskId;
import dev.conch.provider.VideoRequest;
import dev.conch.provider.Wish;
import dev.conch.provider.Wish.Mode;
import dev.conch.provider.Wish.References;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Wishes for MiniMax's models. */
final class Wishes {
    static final References ONE_REFERENCE =
            new References(List.of(linked("cat")), List.of(), List.of());

    private Wishes() {}

    static Wish of(String model, Mode mode, int shortSide, int seconds) {
        return new Wish(
                "any",
                model,
                "a marble rolls",
                seconds,
                shortSide,
                mode == Mode.FIRST_FRAME || mode == Mode.LAST_FRAME ? linked("first") : null,
                mode == Mode.LAST_FRAME ? linked("last") : null,
                mode == Mode.REFERENCES ? with(ONE_REFERENCE) : Wish.Options.NONE);
    }

    static Wish text(String model, int shortSide, int seconds) {
        return of(model, Mode.TEXT, shortSide, seconds);
    }

    static Wish.Options with(References references) {
        return new Wish.Options(null, null, false, null, references);
    }

    static Wish with(Wish wish, Wish.Options options) {
        return with(wish, wish.prompt(), options);
    }

    static Wish with(Wish wish, String prompt, Wish.Options options) {
        return new Wish(
                wish.model(),
                wish.upstreamModel(),
                prompt,
                wish.durationSeconds(),
                wish.shortSide(),
                wish.firstFrame(),
                wish.lastFrame(),
                options);
    }

    static Wish with(Wish wish, Wish.@Nullable Picture first, Wish.@Nullable Picture last) {
        return new Wish(
                wish.model(),
                wish.upstreamModel(),
                wish.prompt(),
                wish.durationSeconds(),
                wish.shortSide(),
                first,
                last,
                wish.options());
    }

    /** An image of 1000x600 that the caller has on a public server. */
    static Wish.Picture linked(String name) {
        return picture("https://example.com/" + name + ".png", 1000, 600);
    }

    static Wish.Picture picture(@Nullable String url, int width, int height) {
        return new Wish.Picture(file(), "image/png", width, height, url);
    }

    private static Path file() {
        try {
            var file = Files.createTempFile("frame", ".png");
            file.toFile().deleteOnExit();
            return Files.write(file, new byte[] {1, 2, 3, 4});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static VideoRequest request(Wish wish) {
        return new VideoRequest(TaskId.next(), 1, wish, null);
    }
}
