package dev.conch.studio.encode;

import static dev.conch.studio.ffmpeg.FFmpeg.check;
import static org.bytedeco.ffmpeg.avformat.AVFormatContext.AVFMT_FLAG_BITEXACT;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_BITEXACT;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_GLOBAL_HEADER;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PROFILE_H264_HIGH;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_rescale_ts;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_from_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avformat.AVIO_FLAG_WRITE;
import static org.bytedeco.ffmpeg.global.avformat.av_interleaved_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_write_trailer;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_output_context2;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avformat.avio_closep;
import static org.bytedeco.ffmpeg.global.avformat.avio_open;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_PRI_BT709;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_MPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_BT709;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_TRC_BT709;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EAGAIN;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_make_writable;
import static org.bytedeco.ffmpeg.global.avutil.av_make_q;

import dev.conch.studio.ffmpeg.FFmpeg;
import dev.conch.studio.image.Yuv420;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.BytePointer;
import org.jspecify.annotations.Nullable;

/**
 * Writes frames into an MP4: H.264 High, yuv420p, BT.709, index in front of the pictures so that
 * play starts before the download ends.
 *
 * <p>The same frames give the same bytes: no dates, one encoder thread, one slice. One frame in is
 * one frame out, at exactly {@code 1 / fps} seconds each. Not shared between threads.
 */
public final class VideoEncoder implements AutoCloseable {
    /**
     * The machine-readable mark that the file was generated; container metadata {@code comment}.
     */
    public static final String LABEL = "AI-generated: Conch studio (procedural)";

    private static final Map<String, String> CONTAINER_OPTIONS = Map.of("movflags", "+faststart");

    private final Path target;
    private final int width;
    private final int height;
    private final int fps;
    private final AVRational frameTime;
    private final AVFormatContext container = new AVFormatContext(null);
    private final AVCodecContext codec;
    private final AVStream stream;
    private final AVFrame picture;
    private final AVPacket packet;
    private int frames;
    private boolean finished;
    private boolean closed;

    /** Opens {@code target} for writing, replacing what is there. */
    public VideoEncoder(Path target, int width, int height, int fps) {
        this.target = target;
        this.width = width;
        this.height = height;
        this.fps = fps;
        frameTime = av_make_q(1, fps);
        String url = FFmpeg.url(target);
        check(
                avformat_alloc_output_context2(container, null, "mp4", url),
                "cannot create an MP4 writer");
        AVCodec encoder = check(avcodec_find_encoder_by_name("libopenh264"), "H.264 encoder");
        codec = check(avcodec_alloc_context3(encoder), "H.264 encoder");
        stream = check(avformat_new_stream(container, null), "video stream");
        picture = check(av_frame_alloc(), "frame");
        packet = check(av_packet_alloc(), "packet");
        try {
            openCodec(encoder);
            allocatePicture();
            openContainer(url);
        } catch (RuntimeException failed) {
            close();
            throw failed;
        }
    }

    /** Encodes the next frame. */
    public void add(Yuv420 frame) {
        if (finished || closed) {
            throw new IllegalStateException("the video is already finished");
        }
        if (frame.width() != width || frame.height() != height) {
            throw new IllegalArgumentException(
                    "expected a frame of %dx%d, got %dx%d"
                            .formatted(width, height, frame.width(), frame.height()));
        }
        check(av_frame_make_writable(picture), "cannot reuse the frame buffer");
        int pixels = width * height;
        copyPlane(frame.data(), 0, 0, width, height);
        copyPlane(frame.data(), pixels, 1, width / 2, height / 2);
        copyPlane(frame.data(), pixels + pixels / 4, 2, width / 2, height / 2);
        picture.pts(frames);
        frames++;
        encode(picture);
    }

    /** Writes what is left and closes the file. */
    public EncodedVideo finish() {
        if (frames == 0) {
            throw new IllegalStateException("a video needs at least one frame");
        }
        encode(null);
        check(av_write_trailer(container), "cannot finish " + target);
        closeFile();
        finished = true;
        close();
        try {
            return new EncodedVideo(target, width, height, fps, frames, Files.size(target));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Frees the encoder; a file that was not finished is deleted. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        closeFile();
        av_packet_free(packet);
        av_frame_free(picture);
        avcodec_free_context(codec);
        avformat_free_context(container);
        if (!finished) {
            try {
                Files.deleteIfExists(target);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }

    private void openCodec(AVCodec encoder) {
        codec.width(width).height(height).pix_fmt(AV_PIX_FMT_YUV420P);
        codec.time_base(frameTime).framerate(av_make_q(fps, 1)).gop_size(2 * fps);
        codec.profile(AV_PROFILE_H264_HIGH).bit_rate(bitsPerSecond(width, height, fps));
        codec.thread_count(1).slices(1); // more of either costs quality or makes bytes vary
        codec.color_primaries(AVCOL_PRI_BT709).color_trc(AVCOL_TRC_BT709);
        codec.colorspace(AVCOL_SPC_BT709).color_range(AVCOL_RANGE_MPEG);
        codec.flags(codec.flags() | AV_CODEC_FLAG_GLOBAL_HEADER | AV_CODEC_FLAG_BITEXACT);
        FFmpeg.withOptions(
                Map.of("rc_mode", "bitrate", "coder", "cabac"),
                options ->
                        check(
                                avcodec_open2(codec, encoder, options),
                                "cannot encode %dx%d at %d fps".formatted(width, height, fps)));
    }

    private void allocatePicture() {
        picture.format(AV_PIX_FMT_YUV420P).width(width).height(height);
        check(av_frame_get_buffer(picture, 0), "cannot allocate a frame");
    }

    private void openContainer(String url) {
        check(avcodec_parameters_from_context(stream.codecpar(), codec), "codec parameters");
        stream.time_base(frameTime).avg_frame_rate(av_make_q(fps, 1));
        var label = new AVDictionary(null);
        av_dict_set(label, "comment", LABEL, 0);
        container.metadata(label);
        container.flags(container.flags() | AVFMT_FLAG_BITEXACT);
        var file = new AVIOContext(null);
        check(avio_open(file, url, AVIO_FLAG_WRITE), "cannot write " + target);
        container.pb(file);
        var options = new java.util.HashMap<>(CONTAINER_OPTIONS);
        options.put("movie_timescale", String.valueOf(fps * 1000)); // so that N / fps is exact
        FFmpeg.withOptions(
                options,
                given -> check(avformat_write_header(container, given), "cannot write " + target));
    }

    private void copyPlane(byte[] from, int offset, int plane, int columns, int rows) {
        BytePointer to = picture.data(plane);
        int stride = picture.linesize(plane);
        for (int row = 0; row < rows; row++) {
            to.position((long) row * stride).put(from, offset + row * columns, columns);
        }
    }

    private void encode(@Nullable AVFrame frame) {
        check(avcodec_send_frame(codec, frame), "cannot encode frame " + frames);
        while (true) {
            int result = avcodec_receive_packet(codec, packet);
            if (result == AVERROR_EAGAIN() || result == AVERROR_EOF) {
                return;
            }
            check(result, "cannot encode frame " + frames);
            packet.duration(1).stream_index(0);
            av_packet_rescale_ts(packet, frameTime, stream.time_base());
            check(av_interleaved_write_frame(container, packet), "cannot write " + target);
        }
    }

    private void closeFile() {
        AVIOContext file = container.pb();
        if (file != null && !file.isNull()) {
            avio_closep(file);
            container.pb(null);
        }
    }

    /** 8 Mbit/s at 1080p and 24 fps; smaller pictures need more bits a pixel. */
    static long bitsPerSecond(int width, int height, int fps) {
        double size = width * (double) height / (1920 * 1080);
        double rate = fps / 24.0;
        return Math.max(600_000, Math.round(8e6 * Math.pow(size, 0.75) * Math.pow(rate, 0.6)));
    }
}
