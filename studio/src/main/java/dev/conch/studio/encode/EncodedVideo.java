package dev.conch.studio.encode;

import java.nio.file.Path;

/** A finished file and what went into it. */
public record EncodedVideo(Path file, int width, int height, int fps, int frames, long bytes) {
    public double seconds() {
        return (double) frames / fps;
    }
}
