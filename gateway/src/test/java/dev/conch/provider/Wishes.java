package dev.conch.provider;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Wishes for tests of adapters. */
public final class Wishes {
    public static final String PROMPT = "A glass marble rolls across a wooden desk.";

    private Wishes() {}

    public static Wish text(String upstreamModel, int seconds, int shortSide) {
        return of(upstreamModel, seconds, shortSide, null, null);
    }

    public static Wish of(
            String upstreamModel,
            int seconds,
            int shortSide,
            Wish.@Nullable Picture first,
            Wish.@Nullable Picture last) {
        return new Wish(
                upstreamModel,
                upstreamModel,
                PROMPT,
                seconds,
                shortSide,
                first,
                last,
                Wish.Options.NONE);
    }

    /** The same with other options. */
    public static Wish with(Wish wish, Wish.Options options) {
        return new Wish(
                wish.model(),
                wish.upstreamModel(),
                wish.prompt(),
                wish.durationSeconds(),
                wish.shortSide(),
                wish.firstFrame(),
                wish.lastFrame(),
                options);
    }

    /** The same, with a visible mark. */
    public static Wish marked(Wish wish) {
        return with(wish, new Wish.Options(null, null, true, null, Wish.References.NONE));
    }

    /**
     * A picture of 1280x720, as far as anybody is told.
     *
     * @param content of its file
     */
    public static Wish.Picture picture(Path folder, String content, @Nullable String url) {
        try {
            var file = Files.createTempFile(folder, "picture", ".png");
            Files.write(file, content.getBytes(StandardCharsets.UTF_8));
            return new Wish.Picture(file, "image/png", 1280, 720, url);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
