package dev.conch.testing;

import dev.conch.studio.encode.VideoEncoder;
import dev.conch.studio.image.Rgb;
import dev.conch.studio.image.Yuv420;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.function.IntFunction;

/** Videos as small as they get: real MP4 files, made by the studio's encoder. */
public final class TinyVideo {
    public static final int SIDE = 64;
    public static final int FPS = 24;
    public static final int SECONDS = 6;

    private static final byte[] BYTES = of(SECONDS * FPS, TinyVideo::square);

    private TinyVideo() {}

    /** Six seconds of a square that wanders over gray. */
    public static byte[] bytes() {
        return BYTES.clone();
    }

    /** A video of {@code frames} pictures of 64x64. */
    public static byte[] of(int frames, IntFunction<Rgb> picture) {
        try {
            var file = Files.createTempFile("tiny", ".mp4");
            try (var encoder = new VideoEncoder(file, SIDE, SIDE, FPS)) {
                for (int i = 0; i < frames; i++) {
                    encoder.add(Yuv420.fromRgb(picture.apply(i)));
                }
                encoder.finish();
                return Files.readAllBytes(file);
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A picture all of one gray. */
    public static Rgb gray(int brightness) {
        var data = new byte[SIDE * SIDE * 3];
        java.util.Arrays.fill(data, (byte) brightness);
        return new Rgb(SIDE, SIDE, data);
    }

    private static Rgb square(int frame) {
        var picture = gray(120);
        int left = frame % (SIDE - 16);
        for (int y = 20; y < 36; y++) {
            for (int x = left; x < left + 16; x++) {
                picture.data()[(y * SIDE + x) * 3] = (byte) 230;
            }
        }
        return picture;
    }
}
