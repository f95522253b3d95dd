package dev.conch.studio.ffmpeg;

/** FFmpeg refused; the message says what was being done and FFmpeg's own reason. */
public final class FFmpegException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public FFmpegException(String message) {
        super(message);
    }
}
