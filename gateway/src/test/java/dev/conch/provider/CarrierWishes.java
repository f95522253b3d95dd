package dev.conch.provider;

<<<<<<< HEAD
=======
import dev.conch.provider.Wish.Options;
import dev.conch.provider.Wish.Picture;
import dev.conch.provider.Wish.References;

>>>>>>> falrep
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
<<<<<<< HEAD
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Wishes for tests of adapters. */
public final class CarrierWishes {
    public static final String PROMPT = "A glass marble rolls across a wooden desk.";

    private CarrierWishes() {}

    public static Wish text(String upstreamModel, int seconds, int shortSide) {
        return of(upstreamModel, seconds, shortSide, null, null);
=======
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Wishes for adapters to send. */
public final class CarrierWishes {
    public static final String PROMPT = "A marble rolls off a table";

    private CarrierWishes() {}

    public static Wish text(String upstreamModel, int shortSide, int seconds) {
        return of(upstreamModel, shortSide, seconds, null, null);
>>>>>>> falrep
    }

    public static Wish of(
            String upstreamModel,
<<<<<<< HEAD
            int seconds,
            int shortSide,
            Wish.@Nullable Picture first,
            Wish.@Nullable Picture last) {
        return new Wish(
                upstreamModel,
=======
            int shortSide,
            int seconds,
            @Nullable Picture firstFrame,
            @Nullable Picture lastFrame) {
        return new Wish(
                "some-model",
>>>>>>> falrep
                upstreamModel,
                PROMPT,
                seconds,
                shortSide,
<<<<<<< HEAD
                first,
                last,
                Wish.Options.NONE);
    }

    /** The same with other options. */
    public static Wish with(Wish wish, Wish.Options options) {
=======
                firstFrame,
                lastFrame,
                Options.NONE);
    }

    /** The same with other options. */
    public static Wish with(Wish wish, Options options) {
>>>>>>> falrep
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

<<<<<<< HEAD
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
=======
    /** The same modelled on images. */
    public static Wish withReferences(Wish wish, String... images) {
        return with(
                wish,
                new Options(
                        null,
                        null,
                        false,
                        null,
                        new References(List.of(images), List.of(), List.of())));
    }

    /** What is said to be a PNG of 640x360, and has so many bytes. */
    public static Picture picture(Path folder, int bytes, @Nullable String url) {
        try {
            var file = Files.createTempFile(folder, "picture", ".png");
            Files.write(file, new byte[bytes]);
            return new Picture(file, "image/png", 640, 360, url);
>>>>>>> falrep
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
