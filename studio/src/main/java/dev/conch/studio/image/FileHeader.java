package dev.conch.studio.image;

import dev.conch.studio.image.ImageHeader.Format;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The first facts of a JPEG, PNG or WebP file, read without decoding a pixel.
 *
 * @param width as stored
 * @param height as stored
 * @param orientation EXIF's 1 to 8; 1 is upright
 * @param plainTransparency a PNG names one color as transparent instead of storing alpha
 */
record FileHeader(
        Format format, int width, int height, int orientation, boolean plainTransparency) {
    private static final byte[] PNG = {(byte) 137, 'P', 'N', 'G', 13, 10, 26, 10};

    /** True if showing the picture upright swaps its sides. */
    boolean isTurned() {
        return orientation >= 5;
    }

    ImageHeader shown() {
        return isTurned()
                ? new ImageHeader(format, height, width)
                : new ImageHeader(format, width, height);
    }

    /**
     * @throws IllegalArgumentException if it is none of the three formats, or a kind of them that
     *     cannot be read
     */
    static FileHeader read(byte[] data) {
        try {
            var bytes = new Bytes(data);
            if (data.length > 24 && Arrays.equals(data, 0, 8, PNG, 0, 8)) {
                return png(bytes);
            }
            if (data.length > 4 && bytes.u16(0) == 0xffd8) {
                return jpeg(bytes);
            }
            if (data.length > 30 && bytes.text(0).equals("RIFF") && bytes.text(8).equals("WEBP")) {
                return webp(bytes);
            }
        } catch (IndexOutOfBoundsException | ArithmeticException cut) {
            throw new IllegalArgumentException("the image file is cut off or damaged", cut);
        }
        throw new IllegalArgumentException("the image must be a JPEG, PNG or WebP file");
    }

    private static FileHeader png(Bytes bytes) {
        int colorType = bytes.u8(25);
        boolean transparency = false;
        int at = 8;
        while (!bytes.text(at + 4).equals("IDAT")) {
            transparency |= bytes.text(at + 4).equals("tRNS");
            at = Math.addExact(at, Math.addExact(bytes.length(at), 12));
        }
        return new FileHeader(
                Format.PNG,
                bytes.length(16),
                bytes.length(20),
                1,
                transparency && (colorType == 0 || colorType == 2));
    }

    private static FileHeader jpeg(Bytes bytes) {
        int at = 2;
        int orientation = 1;
        while (true) {
            while (bytes.u8(at) == 0xff && bytes.u8(at + 1) == 0xff) {
                at++; // fill bytes
            }
            int marker = bytes.u16(at);
            int length = bytes.u16(at + 2);
            if (isFrameHeader(marker)) {
                if (bytes.u8(at + 9) == 4) {
                    throw new IllegalArgumentException(
                            "CMYK JPEG is for print and cannot be used; save the image as RGB");
                }
                return new FileHeader(
                        Format.JPEG, bytes.u16(at + 7), bytes.u16(at + 5), orientation, false);
            }
            if (marker == 0xffe1 && bytes.text(at + 4).equals("Exif")) {
                orientation = exifOrientation(bytes, at + 10, at + 2 + length);
            }
            if (marker < 0xff01 || marker == 0xffda || marker == 0xffd9 || length < 2) {
                throw new IllegalArgumentException("the JPEG file is damaged: it has no size");
            }
            at += 2 + length;
        }
    }

    /** SOF0 to SOF15, but DHT, JPG and DAC, which share the range. */
    private static boolean isFrameHeader(int marker) {
        return marker >= 0xffc0
                && marker <= 0xffcf
                && marker != 0xffc4
                && marker != 0xffc8
                && marker != 0xffcc;
    }

    /** Tag 0x0112 of the first TIFF directory; a damaged one counts as upright. */
    private static int exifOrientation(Bytes bytes, int tiff, int end) {
        boolean little = bytes.u16(tiff) == 0x4949;
        int directory = tiff + bytes.i32(tiff + 4, little);
        if (directory < tiff || directory + 2 > end) {
            return 1;
        }
        int entries = bytes.u16(directory, little);
        for (int i = 0; i < entries && directory + 14 + i * 12 <= end; i++) {
            int entry = directory + 2 + i * 12;
            if (bytes.u16(entry, little) == 0x0112) {
                int value = bytes.u16(entry + 8, little);
                return value >= 1 && value <= 8 ? value : 1;
            }
        }
        return 1;
    }

    private static FileHeader webp(Bytes bytes) {
        return switch (bytes.text(12)) {
            case "VP8 " -> webp(bytes.u16(26, true) & 0x3fff, bytes.u16(28, true) & 0x3fff);
            case "VP8L" -> {
                int bits = bytes.i32(21, true);
                yield webp((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1);
            }
            case "VP8X" -> extendedWebp(bytes);
            default -> throw new IllegalArgumentException("the WebP file is damaged");
        };
    }

    /** The canvas size; the picture inside must not claim another, so its own header is read. */
    private static FileHeader extendedWebp(Bytes bytes) {
        if ((bytes.u8(20) & 2) != 0) {
            throw new IllegalArgumentException(
                    "animated WebP cannot be used; send a still image (JPEG, PNG or WebP)");
        }
        int width = 1 + bytes.u24(24);
        int height = 1 + bytes.u24(27);
        int at = 12;
        while (!bytes.text(at).equals("VP8 ") && !bytes.text(at).equals("VP8L")) {
            int length = bytes.i32(at + 4, true);
            if (length < 0) {
                throw new IllegalArgumentException("the WebP file is damaged");
            }
            at = Math.addExact(at, Math.addExact(8, length + (length & 1)));
        }
        FileHeader inner = webp(bytes.from(at - 12));
        if (inner.width != width || inner.height != height) {
            throw new IllegalArgumentException("the WebP file is damaged: it names two sizes");
        }
        return inner;
    }

    private static FileHeader webp(int width, int height) {
        return new FileHeader(Format.WEBP, width, height, 1, false);
    }

    /** Numbers at places of a byte array; out of bounds throws. */
    private record Bytes(byte[] data, int start) {
        Bytes(byte[] data) {
            this(data, 0);
        }

        Bytes from(int at) {
            return new Bytes(data, start + at);
        }

        int u8(int at) {
            return data[start + at] & 255;
        }

        int u16(int at) {
            return u8(at) << 8 | u8(at + 1);
        }

        int u16(int at, boolean little) {
            return little ? u8(at) | u8(at + 1) << 8 : u16(at);
        }

        int u24(int at) {
            return u8(at) | u8(at + 1) << 8 | u8(at + 2) << 16;
        }

        int i32(int at, boolean little) {
            return little ? u16(at, true) | u16(at + 2, true) << 16 : u16(at) << 16 | u16(at + 2);
        }

        /** A big-endian length or size that must not be negative. */
        int length(int at) {
            int value = i32(at, false);
            if (value < 0) {
                throw new IllegalArgumentException("the PNG file is damaged");
            }
            return value;
        }

        String text(int at) {
            if (start + at + 4 > data.length) {
                throw new IndexOutOfBoundsException(at);
            }
            return new String(data, start + at, 4, StandardCharsets.ISO_8859_1);
        }
    }
}
