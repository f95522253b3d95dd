package dev.conch.studio;

/** Told after each frame, by the thread that called {@code render}. */
@FunctionalInterface
public interface RenderProgress {
    void frameDone(int done, int total);
}
