package dev.conch.asset;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
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
        long bits = (width - 1) | ((height - 1L) << 14);
        return riff(chunk("VP8L", join(little(0x2f, 1), little(bits, 4), new byte[15])));
    }

    /** An extended file: header, colour profile, then a lossy bitstream of the second size. */
    static byte[] webpExtended(int width, int height, int innerWidth, int innerHeight) {
        byte[] profile = chunk("ICCP", new byte[13]);
        return riff(canvas(0x20, width, height), profile, lossyChunk(innerWidth, innerHeight));
    }

    static byte[] webpAnimated(int width, int height) {
        byte[] frame = chunk("ANMF", new byte[40]);
        return riff(canvas(0x02, width, height), chunk("ANIM", new byte[6]), frame);
    }

    private static byte[] canvas(int flags, int width, int height) {
        byte[] size = join(little(width - 1, 3), little(height - 1, 3));
        return chunk("VP8X", join(little(flags, 4), size));
    }

    private static byte[] lossyChunk(int width, int height) {
        byte[] start = {0x10, 0, 0, (byte) 0x9d, 0x01, 0x2a};
        return chunk("VP8 ", join(start, little(width, 2), little(height, 2), new byte[20]));
    }

    private static byte[] chunk(String name, byte[] data) {
        byte[] padding = new byte[data.length % 2];
        return join(ascii(name), little(data.length, 4), data, padding);
    }

    private static byte[] riff(byte[]... chunks) {
        byte[] all = join(chunks);
        return join(ascii("RIFF"), little(4 + all.length, 4), ascii("WEBP"), all);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] little(long value, int count) {
        var bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) (value >> (8 * i));
        }
        return bytes;
    }

    private static byte[] join(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
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
}
