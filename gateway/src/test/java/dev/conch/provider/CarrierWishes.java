package dev.conch.provider;

import dev.conch.provider.Wish.Options;
import dev.conch.provider.Wish.Picture;
import dev.conch.provider.Wish.References;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Wishes that the hosts which carry the models are asked for. */
public final class CarrierWishes {
    public static final String PROMPT = "A marble rolls off a table";

    private CarrierWishes() {}

    public static Wish text(String upstreamModel, int shortSide, int seconds) {
        return of(upstreamModel, shortSide, seconds, null, null);
    }

    public static Wish of(
            String upstreamModel,
            int shortSide,
            int seconds,
            @Nullable Picture firstFrame,
            @Nullable Picture lastFrame) {
        return new Wish(
                "some-model",
                upstreamModel,
                PROMPT,
                seconds,
                shortSide,
                firstFrame,
                lastFrame,
                Options.NONE);
    }

    /** The same with other options. */
    public static Wish with(Wish wish, Options options) {
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

    /** The same modelled on images. */
    public static Wish withReferences(Wish wish, Picture... images) {
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
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
