package dev.conch.studio.encode;

import static dev.conch.studio.ffmpeg.FFmpeg.check;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avformat.av_find_best_stream;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;

import dev.conch.studio.ffmpeg.FFmpeg;
import dev.conch.studio.ffmpeg.FFmpegException;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;

/**
 * A video file opened for reading its video packets in order.
 *
 * <p>Only MP4/MOV and Matroska/WebM are opened: FFmpeg also knows play lists, which could make a
 * stranger's file fetch other files and addresses.
 */
final class VideoFile implements AutoCloseable {
    private static final Map<String, String> OPTIONS =
            Map.of(
                    "format_whitelist",
                    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm",
                    "protocol_whitelist",
                    "file");

    private final AVFormatContext container = new AVFormatContext(null);
    private final AVPacket packet;
    private final AVStream stream;

    /**
     * @throws IllegalArgumentException if it is not a video that can be read
     */
    @SuppressWarnings("NullAway") // FFmpeg takes null for "find out yourself"
    VideoFile(Path file) {
        packet = check(av_packet_alloc(), "packet");
        try {
            FFmpeg.withOptions(
                    OPTIONS,
                    options ->
                            check(
                                    avformat_open_input(container, FFmpeg.url(file), null, options),
                                    "cannot open"));
            check(
                    avformat_find_stream_info(container, (AVDictionary) null),
                    "cannot read the streams");
            int index =
                    check(
                            av_find_best_stream(
                                    container, AVMEDIA_TYPE_VIDEO, -1, -1, (AVCodec) null, 0),
                            "no video stream");
            stream = container.streams(index);
        } catch (FFmpegException failed) {
            close();
            throw new IllegalArgumentException(
                    "%s is not a readable MP4 or WebM video: %s"
                            .formatted(file.getFileName(), failed.getMessage()),
                    failed);
        }
    }

    AVFormatContext container() {
        return container;
    }

    AVStream stream() {
        return stream;
    }

    /** The packet that {@link #next} filled; valid until the next call. */
    AVPacket packet() {
        return packet;
    }

    /** Reads the next video packet; false at the end of the file. */
    boolean next() {
        while (true) {
            av_packet_unref(packet);
            int result = av_read_frame(container, packet);
            if (result == AVERROR_EOF) {
                return false;
            }
            check(result, "cannot read the video");
            if (packet.stream_index() == stream.index()) {
                return true;
            }
        }
    }

    @Override
    public void close() {
        av_packet_free(packet);
        if (!container.isNull()) {
            avformat_close_input(container);
        }
    }
}
