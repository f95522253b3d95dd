package dev.conch.studio.encode;

import static dev.conch.studio.ffmpeg.FFmpeg.check;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EAGAIN;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;

import dev.conch.studio.ffmpeg.FFmpeg;
import dev.conch.studio.image.Yuv420;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;

/** Reads a yuv420p video's frames in order of showing. Not shared between threads. */
public final class VideoDecoder implements AutoCloseable {
    private final VideoFile file;
    private final AVCodecContext codec;
    private final AVFrame picture;
    private boolean drained;

    /**
     * Opens the file's video stream.
     *
     * @throws IllegalArgumentException if it is not a video that can be read
     */
    public VideoDecoder(Path path) {
        file = new VideoFile(path);
        AVCodec decoder =
                check(avcodec_find_decoder(file.stream().codecpar().codec_id()), "decoder");
        codec = check(avcodec_alloc_context3(decoder), "decoder");
        picture = check(av_frame_alloc(), "frame");
        check(avcodec_parameters_to_context(codec, file.stream().codecpar()), "decoder");
        codec.thread_count(1);
        FFmpeg.withOptions(
                Map.of(),
                options -> check(avcodec_open2(codec, decoder, options), "cannot decode"));
    }

    /** The next frame; empty after the last. */
    public Optional<Yuv420> next() {
        while (true) {
            int result = avcodec_receive_frame(codec, picture);
            if (result == AVERROR_EOF) {
                return Optional.empty();
            }
            if (result != AVERROR_EAGAIN()) {
                check(result, "cannot decode the next frame");
                return Optional.of(copy());
            }
            if (!drained) {
                drained = !file.next();
                check(avcodec_send_packet(codec, drained ? END : file.packet()), "cannot decode");
            }
        }
    }

    @Override
    public void close() {
        av_frame_free(picture);
        avcodec_free_context(codec);
        file.close();
    }

    /** FFmpeg's way to say that no packet follows. */
    private static final AVPacket END = new AVPacket(null);

    private Yuv420 copy() {
        if (picture.format() != AV_PIX_FMT_YUV420P) {
            throw new IllegalArgumentException("only yuv420p video can be decoded");
        }
        int width = picture.width();
        int height = picture.height();
        var data = new byte[width * height * 3 / 2];
        int pixels = width * height;
        copyPlane(data, 0, 0, width, height);
        copyPlane(data, pixels, 1, width / 2, height / 2);
        copyPlane(data, pixels + pixels / 4, 2, width / 2, height / 2);
        return new Yuv420(width, height, data);
    }

    private void copyPlane(byte[] to, int offset, int plane, int columns, int rows) {
        BytePointer from = picture.data(plane);
        int stride = picture.linesize(plane);
        for (int row = 0; row < rows; row++) {
            from.position((long) row * stride).get(to, offset + row * columns, columns);
        }
    }
}
