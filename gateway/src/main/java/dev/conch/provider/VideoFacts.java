package dev.conch.provider;

import org.jspecify.annotations.Nullable;

/**
 * What a video file is, as read from the file itself.
 *
 * @param audio whether it has a sound track; null if that is not known
 */
public record VideoFacts(
        int width,
        int height,
        int fps,
        int frames,
        double durationSeconds,
        String codec,
        @Nullable Boolean audio) {
    public VideoFacts(
            int width, int height, int fps, int frames, double durationSeconds, String codec) {
        this(width, height, fps, frames, durationSeconds, codec, null);
    }

    public VideoFacts withAudio(@Nullable Boolean found) {
        return new VideoFacts(width, height, fps, frames, durationSeconds, codec, found);
    }
}
