package dev.conch.asset;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import javax.imageio.ImageIO;

/** Sample images for tests: JPEG and PNG as a real encoder writes them, WebP as its headers are. */
final class Images {
    private Images() {}

    static byte[] png(int width, int height) {
        return encode("png", width, height);
    }

    static byte[] jpeg(int width, int height) {
        return encode("jpg", width, height);
    }

    static byte[] webpLossy(int width, int height) {
        return riff(lossyChunk(width, height));
    }

    static byte[] webpLossless(int width, int height) {
        var data = little(20).put((byte) 0x2f).putInt((width - 1) | (height - 1) << 14);
        return riff(chunk("VP8L", data.array()));
    }

    /** An extended file: header, colour profile, then a lossy bitstream of the second size. */
    static byte[] webpExtended(int width, int height, int innerWidth, int innerHeight) {
        var data = little(10).putInt(0x20).putInt(width - 1);
        data.position(7);
        data.putShort((short) (height - 1)).put((byte) (height - 1 >> 16));
        byte[] profile = chunk("ICCP", new byte[13]);
        return riff(chunk("VP8X", data.array()), profile, lossyChunk(innerWidth, innerHeight));
    }

    static byte[] webpAnimated(int width, int height) {
        var data = little(10).putInt(0x02).putInt(width - 1);
        data.position(7);
        data.putShort((short) (height - 1)).put((byte) (height - 1 >> 16));
        return riff(
                chunk("VP8X", data.array()),
                chunk("ANIM", new byte[6]),
                chunk("ANMF", new byte[40]));
    }

    private static byte[] lossyChunk(int width, int height) {
        var data = little(30).put(new byte[] {0x10, 0, 0, (byte) 0x9d, 0x01, 0x2a});
        return chunk("VP8 ", data.putShort((short) width).putShort((short) height).array());
    }

    private static byte[] chunk(String name, byte[] data) {
        return little(8 + data.length + data.length % 2)
                .put(name.getBytes(StandardCharsets.US_ASCII))
                .putInt(data.length)
                .put(data)
                .array();
    }

    private static byte[] riff(byte[]... chunks) {
        var all = new ByteArrayOutputStream();
        for (byte[] chunk : chunks) {
            all.writeBytes(chunk);
        }
        return little(12 + all.size())
                .put("RIFF".getBytes(StandardCharsets.US_ASCII))
                .putInt(4 + all.size())
                .put("WEBP".getBytes(StandardCharsets.US_ASCII))
                .put(all.toByteArray())
                .array();
    }

    private static byte[] encode(String format, int width, int height) {
        var out = new ByteArrayOutputStream();
        try {
            ImageIO.write(
                    new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), format, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
