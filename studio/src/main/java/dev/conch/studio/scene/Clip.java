package dev.conch.studio.scene;

/**
 * Size and length of the video. Width and height are even; frames / fps is the duration in seconds.
 */
public record Clip(int width, int height, int fps, int frames) {
    public Clip {
        if (width < 64
                || height < 64
                || width > 4096
                || height > 4096
                || width % 2 != 0
                || height % 2 != 0) {
            throw new IllegalArgumentException(
                    "width and height must be even, 64 to 4096: " + width + "x" + height);
        }
        if (fps < 1 || fps > 120 || frames < 1 || frames > 120 * 60) {
            throw new IllegalArgumentException(
                    "fps must be 1 to 120, frames 1 to 7200: " + fps + ", " + frames);
        }
    }

    public double seconds() {
        return (double) frames / fps;
    }
}
