package dev.conch.asset;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.zip.CRC32;

/**
 * Format and size of an image, read from its headers; nothing is decoded. Pure, linear in the
 * number of bytes, and content with any bytes at all: what it does not understand is empty.
 *
 * <p>Only still images that common decoders read: JPEG baseline, extended and progressive with 8
 * bits; PNG; WebP lossy, lossless and extended without animation. Sources: ITU T.81, annex B; PNG
 * third edition, section 11; RFC 9649.
 *
 * @param width in pixels as stored, before any turn that EXIF data may ask for
 * @param height likewise
 */
public record ImageHeader(ImageType type, int width, int height) {
    /** Reads the header of a whole image file. */
    public static Optional<ImageHeader> read(byte[] content) {
        var header =
                switch (ImageType.ofContent(content).orElse(null)) {
                    case JPEG -> jpeg(content);
                    case PNG -> png(content);
                    case WEBP -> webp(content);
                    case null -> Optional.<ImageHeader>empty();
                };
        return header.filter(found -> found.width > 0 && found.height > 0);
    }

    /** The first chunk must be an intact IHDR. */
    private static Optional<ImageHeader> png(byte[] content) {
        var in = ByteBuffer.wrap(content);
        if (content.length < 33 || in.getInt(8) != 13 || in.getInt(12) != fourBytes("IHDR")) {
            return Optional.empty();
        }
        var crc = new CRC32();
        crc.update(content, 12, 17);
        if ((int) crc.getValue() != in.getInt(29)) {
            return Optional.empty();
        }
        return Optional.of(new ImageHeader(ImageType.PNG, in.getInt(16), in.getInt(20)));
    }

    /** Walks the marker segments up to the frame header, which must come before the first scan. */
    private static Optional<ImageHeader> jpeg(byte[] content) {
        var in = ByteBuffer.wrap(content);
        int at = 2;
        while (at + 4 <= content.length && content[at] == (byte) 0xff) {
            int marker = content[at + 1] & 0xff;
            if (marker == 0xff) {
                at++; // fill byte
                continue;
            }
            int length = in.getShort(at + 2) & 0xffff;
            if (length < 2 || !hasLength(marker)) {
                return Optional.empty();
            }
            if (isFrame(marker)) {
                return frame(in, at + 4, length);
            }
            at += 2 + length;
        }
        return Optional.empty();
    }

    private static Optional<ImageHeader> frame(ByteBuffer in, int at, int length) {
        if (at + 6 > in.capacity() || in.get(at) != 8 || length != 8 + 3 * in.get(at + 5)) {
            return Optional.empty();
        }
        int height = in.getShort(at + 1) & 0xffff;
        int width = in.getShort(at + 3) & 0xffff;
        return Optional.of(new ImageHeader(ImageType.JPEG, width, height));
    }

    /** Tables, comments and application data may precede a frame; everything else may not. */
    private static boolean hasLength(int marker) {
        boolean table = marker == 0xc4 || marker == 0xdb || marker == 0xdd;
        boolean extra = (marker >= 0xe0 && marker <= 0xef) || marker == 0xfe;
        return table || extra || isFrame(marker);
    }

    private static boolean isFrame(int marker) {
        return marker >= 0xc0 && marker <= 0xc2;
    }

    /** The bitstream comes first or, in the extended form, after a header of the same size. */
    private static Optional<ImageHeader> webp(byte[] content) {
        var in = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        long end = 8 + (in.limit() >= 12 ? in.getInt(4) & 0xffff_ffffL : 0);
        if (end > content.length) {
            return Optional.empty();
        }
        Optional<ImageHeader> canvas = Optional.empty();
        long at = 12;
        while (at + 18 <= end) {
            int chunk = (int) at;
            int name = Integer.reverseBytes(in.getInt(chunk));
            if (name == fourBytes("VP8 ")) {
                return lossy(in, chunk + 8).filter(fits(canvas));
            }
            if (name == fourBytes("VP8L")) {
                return lossless(in, chunk + 8).filter(fits(canvas));
            }
            if (name == fourBytes("VP8X")) {
                canvas = Optional.of(canvas(in, chunk + 8));
            } else if (canvas.isEmpty() || name == fourBytes("ANMF")) {
                return Optional.empty();
            }
            long length = in.getInt(chunk + 4) & 0xffff_ffffL;
            at += 8 + length + (length & 1);
        }
        return Optional.empty();
    }

    private static Predicate<ImageHeader> fits(Optional<ImageHeader> canvas) {
        return found -> canvas.map(found::equals).orElse(true);
    }

    private static Optional<ImageHeader> lossy(ByteBuffer in, int at) {
        boolean keyFrame = (in.get(at) & 1) == 0;
        boolean started = in.get(at + 3) == (byte) 0x9d && in.getShort(at + 4) == 0x2a01;
        if (!keyFrame || !started) {
            return Optional.empty();
        }
        int width = in.getShort(at + 6) & 0x3fff;
        int height = in.getShort(at + 8) & 0x3fff;
        return Optional.of(new ImageHeader(ImageType.WEBP, width, height));
    }

    private static Optional<ImageHeader> lossless(ByteBuffer in, int at) {
        int bits = in.getInt(at + 1);
        if (in.get(at) != 0x2f || bits >>> 29 != 0) {
            return Optional.empty();
        }
        int width = (bits & 0x3fff) + 1;
        int height = (bits >>> 14 & 0x3fff) + 1;
        return Optional.of(new ImageHeader(ImageType.WEBP, width, height));
    }

    private static ImageHeader canvas(ByteBuffer in, int at) {
        int width = (in.getInt(at + 4) & 0xff_ffff) + 1;
        int height = (in.getInt(at + 6) >>> 8) + 1;
        return new ImageHeader(ImageType.WEBP, width, height);
    }

    private static int fourBytes(String name) {
        return name.charAt(0) << 24 | name.charAt(1) << 16 | name.charAt(2) << 8 | name.charAt(3);
    }
}
