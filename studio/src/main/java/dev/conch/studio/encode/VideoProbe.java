package dev.conch.studio.encode;

import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_profile_name;
import static org.bytedeco.ffmpeg.global.avutil.av_color_primaries_name;
import static org.bytedeco.ffmpeg.global.avutil.av_color_range_name;
import static org.bytedeco.ffmpeg.global.avutil.av_color_space_name;
import static org.bytedeco.ffmpeg.global.avutil.av_color_transfer_name;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_get;
import static org.bytedeco.ffmpeg.global.avutil.av_get_pix_fmt_name;
import static org.bytedeco.ffmpeg.global.avutil.av_q2d;

import dev.conch.studio.encode.ProbedVideo.ColorTags;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.javacpp.BytePointer;
import org.jspecify.annotations.Nullable;

/** Finds out what a video file is by reading it to its end, not by believing its name. */
public final class VideoProbe {
    private VideoProbe() {}

    /**
     * Reads the whole file once.
     *
     * @throws IllegalArgumentException if it is not an MP4 or WebM video, or is cut off
     */
    public static ProbedVideo probe(Path file) {
        try (var video = new VideoFile(file)) {
            int frames = 0;
            while (video.next()) {
                frames++;
            }
            return facts(file, video, frames);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static ProbedVideo facts(Path file, VideoFile video, int frames) throws IOException {
        AVStream stream = video.stream();
        AVCodecParameters codec = stream.codecpar();
        return new ProbedVideo(
                text(avcodec_get_name(codec.codec_id())),
                text(avcodec_profile_name(codec.codec_id(), codec.profile())),
                codec.width(),
                codec.height(),
                av_q2d(stream.avg_frame_rate()),
                frames,
                duration(video),
                text(av_get_pix_fmt_name(codec.format())),
                new ColorTags(
                        text(av_color_primaries_name(codec.color_primaries())),
                        text(av_color_transfer_name(codec.color_trc())),
                        text(av_color_space_name(codec.color_space())),
                        text(av_color_range_name(codec.color_range()))),
                isFaststart(file),
                comment(video),
                Files.size(file));
    }

    /** The track's own duration is exact; Matroska has only the container's, in microseconds. */
    private static double duration(VideoFile video) {
        AVStream stream = video.stream();
        return stream.duration() > 0
                ? stream.duration() * av_q2d(stream.time_base())
                : video.container().duration() / 1e6;
    }

    @SuppressWarnings("NullAway") // FFmpeg takes null for "from the start"
    private static String comment(VideoFile video) {
        var metadata = video.container().metadata();
        if (metadata == null) {
            return "";
        }
        var entry = av_dict_get(metadata, "comment", null, 0);
        return entry == null ? "" : text(entry.value());
    }

    private static String text(@Nullable BytePointer name) {
        return name == null || name.isNull() ? "" : name.getString(StandardCharsets.UTF_8);
    }

    /** Walks the top-level boxes: true if {@code moov} comes before {@code mdat}. */
    static boolean isFaststart(Path file) throws IOException {
        try (var channel = FileChannel.open(file)) {
            var header = ByteBuffer.allocate(16);
            long at = 0;
            while (at + 8 <= channel.size()) {
                header.clear();
                channel.read(header, at);
                long size = Integer.toUnsignedLong(header.getInt(0));
                String type = new String(header.array(), 4, 4, StandardCharsets.ISO_8859_1);
                if (type.equals("moov") || type.equals("mdat")) {
                    return type.equals("moov");
                }
                if (size == 1) {
                    size = header.getLong(8); // 64-bit size follows the type
                }
                if (size < 8) {
                    return false; // 0 is "to the end of the file"; less is no box
                }
                at += size;
            }
            return false;
        }
    }
}
