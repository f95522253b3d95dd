package dev.conch.studio.encode;

/**
 * What a video file really is.
 *
 * @param codec FFmpeg's name, such as {@code h264}
 * @param profile such as {@code High}; empty if the codec has none
 * @param frames video packets counted to the end of the file
 * @param durationSeconds of the video track
 * @param pixelFormat such as {@code yuv420p}
 * @param faststart the index stands before the pictures (MP4 only)
 * @param comment container metadata; empty if there is none
 */
public record ProbedVideo(
        String codec,
        String profile,
        int width,
        int height,
        double fps,
        int frames,
        double durationSeconds,
        String pixelFormat,
        ColorTags color,
        boolean faststart,
        String comment,
        long bytes) {

    /**
     * How numbers mean colors; {@code unknown} where the file does not say.
     *
     * @param range {@code tv} (16 to 235) or {@code pc} (0 to 255)
     */
    public record ColorTags(String primaries, String transfer, String matrix, String range) {}
}
