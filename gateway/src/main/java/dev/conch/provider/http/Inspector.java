package dev.conch.provider.http;

import dev.conch.provider.VideoFacts;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;

/** Finds out what a stranger's video file is. Shared between threads. */
@FunctionalInterface
public interface Inspector {
    /**
     * What was found.
     *
     * @param poster a JPEG; null if no frame could be decoded
     */
    record Finding(VideoFacts facts, @Nullable Path poster) {}

    /**
     * Reads a video to its end.
     *
     * @param poster where to write a picture of it
     * @throws IOException if it is not an MP4 or WebM video, is cut off, or broke its reader
     */
    Finding inspect(Path video, Path poster) throws IOException, InterruptedException;

    /** Takes a process of its own for each file: what others made may break its reader. */
    static Inspector inProcesses() {
        return new VideoInspector();
    }
}
