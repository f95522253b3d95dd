package dev.conch.studio.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.AV_ERROR_MAX_STRING_SIZE;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_FATAL;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_strerror;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/** FFmpeg's conventions in Java's terms. Every native call's result goes through {@link #check}. */
public final class FFmpeg {
    static {
        av_log_set_level(
                AV_LOG_FATAL); // errors come back as results; the rest is chatter on stderr
    }

    private FFmpeg() {}

    /** Returns {@code result}, or throws with FFmpeg's reason if it is negative. */
    public static int check(int result, String doing) {
        if (result < 0) {
            throw new FFmpegException(doing + ": " + reason(result));
        }
        return result;
    }

    /** Returns {@code pointer}, or throws if FFmpeg had no memory or no such part. */
    public static <P extends Pointer> P check(@Nullable P pointer, String doing) {
        if (pointer == null || pointer.isNull()) {
            throw new FFmpegException(doing + ": not available");
        }
        return pointer;
    }

    /** A path as FFmpeg's file protocol wants it, so that no name is read as another protocol. */
    public static String url(Path file) {
        return "file:" + file.toAbsolutePath();
    }

    /** Runs {@code action} with the options as FFmpeg's dictionary, which is freed after. */
    public static int withOptions(Map<String, String> options, OptionsCall action) {
        var dictionary = new AVDictionary(null);
        try {
            options.forEach((key, value) -> av_dict_set(dictionary, key, value, 0));
            return action.call(dictionary);
        } finally {
            av_dict_free(dictionary);
        }
    }

    private static String reason(int error) {
        var text = new byte[AV_ERROR_MAX_STRING_SIZE];
        av_strerror(error, text, text.length);
        int length = 0;
        while (length < text.length && text[length] != 0) {
            length++;
        }
        return new String(text, 0, length, StandardCharsets.UTF_8);
    }

    /** A native call that takes options and returns FFmpeg's result. */
    @FunctionalInterface
    public interface OptionsCall {
        int call(AVDictionary options);
    }
}
