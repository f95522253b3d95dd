package dev.conch.studio;

import dev.conch.studio.image.Yuv420;
import dev.conch.studio.scene.Interpretation;
import java.util.Optional;

/** The frames of one job, made when asked for. */
interface Shot extends AutoCloseable {
    /** A frame, counted from 0. */
    Yuv420 frame(int index);

    Interpretation interpretation();

    /** The frame that stands for the video. */
    int posterFrame();

    /** True if {@link #frame} may be called by several threads at once. */
    boolean parallel();

    /** The scene as JSON, if there is one. */
    Optional<String> scene();

    @Override
    void close();

    /** Prepares a job's shot; runs on a thread of its own, and is interrupted to cancel. */
    @FunctionalInterface
    interface Factory {
        Shot open(RenderJob job, int threads);
    }
}
