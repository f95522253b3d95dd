package dev.conch.studio.image;

import static dev.conch.studio.ffmpeg.FFmpeg.check;
import static org.bytedeco.ffmpeg.global.avcodec.AV_INPUT_BUFFER_PADDING_SIZE;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_RGBA;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.swscale.SWS_ACCURATE_RND;
import static org.bytedeco.ffmpeg.global.swscale.SWS_BICUBIC;
import static org.bytedeco.ffmpeg.global.swscale.SWS_FULL_CHR_H_INP;
import static org.bytedeco.ffmpeg.global.swscale.SWS_FULL_CHR_H_INT;
import static org.bytedeco.ffmpeg.global.swscale.sws_freeContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_getContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_scale_frame;

import dev.conch.studio.ffmpeg.FFmpeg;
import dev.conch.studio.image.ImageHeader.Format;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;

/** Decodes one still image by FFmpeg's decoders: WebP, and the rarer kinds of PNG and JPEG. */
final class StillDecoder implements AutoCloseable {
    private static final int SCALING =
            SWS_BICUBIC | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT | SWS_FULL_CHR_H_INP;

    private final AVCodecContext codec;
    private final AVPacket packet = check(av_packet_alloc(), "packet");
    private final AVFrame decoded = check(av_frame_alloc(), "frame");
    private final AVFrame rgba = check(av_frame_alloc(), "frame");

    private StillDecoder(Format format) {
        String name =
                switch (format) {
                    case JPEG -> "mjpeg";
                    case PNG -> "png";
                    case WEBP -> "webp";
                };
        AVCodec decoder = check(avcodec_find_decoder_by_name(name), name + " decoder");
        codec = check(avcodec_alloc_context3(decoder), "decoder");
        codec.thread_count(1);
        FFmpeg.withOptions(
                Map.of("max_pixels", String.valueOf(ImageReader.MAX_SIDE * ImageReader.MAX_SIDE)),
                options -> check(avcodec_open2(codec, decoder, options), name + " decoder"));
    }

    static Rgb decode(byte[] data, Format format) {
        try (var decoder = new StillDecoder(format)) {
            return decoder.decode(data);
        }
    }

    private Rgb decode(byte[] data) {
        try (var bytes = new BytePointer(data.length + (long) AV_INPUT_BUFFER_PADDING_SIZE)) {
            bytes.zero();
            bytes.put(data, 0, data.length);
            packet.data(bytes).size(data.length);
            check(avcodec_send_packet(codec, packet), "cannot decode");
            check(avcodec_receive_frame(codec, decoded), "cannot decode");
        }
        convert();
        return overWhite();
    }

    @SuppressWarnings("NullAway") // FFmpeg takes null for "no filter, no parameters"
    private void convert() {
        int width = decoded.width();
        int height = decoded.height();
        rgba.format(AV_PIX_FMT_RGBA).width(width).height(height);
        check(av_frame_get_buffer(rgba, 0), "cannot allocate a picture");
        SwsContext scaler =
                check(
                        sws_getContext(
                                width,
                                height,
                                decoded.format(),
                                width,
                                height,
                                AV_PIX_FMT_RGBA,
                                SCALING,
                                null,
                                null,
                                (DoublePointer) null),
                        "color converter");
        try {
            check(sws_scale_frame(scaler, rgba, decoded), "cannot convert to RGB");
        } finally {
            sws_freeContext(scaler);
        }
    }

    private Rgb overWhite() {
        Rgb out = Rgb.black(rgba.width(), rgba.height());
        var row = new byte[out.width() * 4];
        BytePointer pixels = rgba.data(0);
        for (int y = 0; y < out.height(); y++) {
            pixels.position((long) y * rgba.linesize(0)).get(row, 0, row.length);
            for (int x = 0; x < out.width(); x++) {
                int at = (y * out.width() + x) * 3;
                int opacity = row[x * 4 + 3] & 255;
                for (int c = 0; c < 3; c++) {
                    out.data()[at + c] = Pixels.over(row[x * 4 + c] & 255, opacity, 255);
                }
            }
        }
        return out;
    }

    @Override
    public void close() {
        av_frame_free(rgba);
        av_frame_free(decoded);
        av_packet_free(packet);
        avcodec_free_context(codec);
    }
}
