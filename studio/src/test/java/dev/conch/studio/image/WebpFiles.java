package dev.conch.studio.image;

import static dev.conch.studio.ffmpeg.FFmpeg.check;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_RGB32;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_make_q;

import dev.conch.studio.ffmpeg.FFmpeg;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/** Real WebP files for tests. */
final class WebpFiles {
    private WebpFiles() {}

    /** A lossless file with a constant opacity, exact to the last bit. */
    static byte[] lossless(Rgb picture, int opacity) {
        AVFrame frame = frame(picture, AV_PIX_FMT_RGB32());
        var row = new byte[picture.width() * 4];
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < picture.width(); x++) {
                for (int c = 0; c < 3; c++) {
                    row[x * 4 + 2 - c] = picture.data()[(y * picture.width() + x) * 3 + c];
                }
                row[x * 4 + 3] = (byte) opacity;
            }
            frame.data(0).position((long) y * frame.linesize(0)).put(row, 0, row.length);
        }
        return encode(frame, Map.of("lossless", "1"));
    }

    static byte[] lossy(Rgb picture) {
        AVFrame frame = frame(picture, AV_PIX_FMT_YUV420P);
        byte[] data = Yuv420.fromRgb(picture).data();
        int pixels = picture.width() * picture.height();
        int[] starts = {0, pixels, pixels + pixels / 4};
        for (int plane = 0; plane < 3; plane++) {
            int columns = plane == 0 ? picture.width() : picture.width() / 2;
            int rows = plane == 0 ? picture.height() : picture.height() / 2;
            for (int y = 0; y < rows; y++) {
                frame.data(plane)
                        .position((long) y * frame.linesize(plane))
                        .put(data, starts[plane] + y * columns, columns);
            }
        }
        return encode(frame, Map.of("quality", "95"));
    }

    private static AVFrame frame(Rgb picture, int format) {
        AVFrame frame = av_frame_alloc();
        frame.format(format).width(picture.width()).height(picture.height());
        check(av_frame_get_buffer(frame, 0), "frame");
        return frame;
    }

    private static byte[] encode(AVFrame frame, Map<String, String> settings) {
        AVCodec encoder = check(avcodec_find_encoder_by_name("libwebp"), "WebP encoder");
        AVCodecContext codec = avcodec_alloc_context3(encoder);
        codec.width(frame.width()).height(frame.height()).pix_fmt(frame.format());
        codec.time_base(av_make_q(1, 1));
        AVPacket packet = av_packet_alloc();
        try {
            FFmpeg.withOptions(
                    settings, options -> check(avcodec_open2(codec, encoder, options), "open"));
            check(avcodec_send_frame(codec, frame), "send");
            check(avcodec_send_frame(codec, null), "flush");
            check(avcodec_receive_packet(codec, packet), "receive");
            var bytes = new byte[packet.size()];
            packet.data().get(bytes);
            return bytes;
        } finally {
            av_packet_free(packet);
            av_frame_free(frame);
            avcodec_free_context(codec);
        }
    }
}
