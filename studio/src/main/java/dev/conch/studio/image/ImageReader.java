package dev.conch.studio.image;

import dev.conch.studio.ffmpeg.FFmpegException;
import dev.conch.studio.image.ImageHeader.Format;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Reads the images that callers send. They are strangers' files: sizes are checked in the header,
 * before memory is taken for the pixels.
 *
 * <p>Color profiles are not applied: numbers are taken as sRGB. Transparent parts become white.
 */
public final class ImageReader {
    public static final int MAX_BYTES = 20 * 1024 * 1024;
    public static final int MIN_SIDE = 256;
    public static final int MAX_SIDE = 8192;

    private ImageReader() {}

    /**
     * Checks a file by its header alone.
     *
     * @throws IllegalArgumentException if it is not an image that {@link #read} takes; the message
     *     says what would be right
     */
    public static ImageHeader inspect(byte[] data) {
        return header(data).shown();
    }

    /**
     * Decodes a file, upright.
     *
     * @throws IllegalArgumentException if it is not an image of the allowed kinds and sizes, or is
     *     damaged; the message says what would be right
     */
    public static Rgb read(byte[] data) {
        FileHeader header = header(data);
        Rgb stored =
                header.format() == Format.WEBP || header.plainTransparency()
                        ? decodeByFFmpeg(data, header)
                        : decodeByJdk(data, header).orElseGet(() -> decodeByFFmpeg(data, header));
        if (stored.width() != header.width() || stored.height() != header.height()) {
            throw new IllegalArgumentException("the image file is damaged: it names two sizes");
        }
        return Orientation.upright(stored, header.orientation());
    }

    private static FileHeader header(byte[] data) {
        if (data.length > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "the image has %.1f MB; at most %d MB are allowed"
                            .formatted(data.length / 1048576.0, MAX_BYTES / 1048576));
        }
        FileHeader header = FileHeader.read(data);
        int small = Math.min(header.width(), header.height());
        int large = Math.max(header.width(), header.height());
        if (small < MIN_SIDE || large > MAX_SIDE) {
            throw new IllegalArgumentException(
                    "the image is %dx%d pixels; each side must have %d to %d"
                            .formatted(header.width(), header.height(), MIN_SIDE, MAX_SIDE));
        }
        return header;
    }

    /** Empty if the JDK's reader cannot decode it. */
    private static Optional<Rgb> decodeByJdk(byte[] data, FileHeader header) {
        var reader =
                ImageIO.getImageReadersByFormatName(header.format().name().toLowerCase(Locale.ROOT))
                        .next();
        try (var input = new MemoryCacheImageInputStream(new ByteArrayInputStream(data))) {
            // Metadata is ignored: its compressed texts may unfold to gigabytes.
            reader.setInput(input, true, true);
            reader.addIIOReadWarningListener((_, warning) -> refuseIfCut(warning));
            BufferedImage image = reader.read(0);
            return Optional.of(Pixels.overWhite(image));
        } catch (CutOff cut) {
            throw cut;
        } catch (IOException | RuntimeException refused) {
            return Optional.empty();
        } finally {
            reader.dispose();
        }
    }

    /** The JDK paints what is missing of a cut JPEG gray, and only remarks on it. */
    private static void refuseIfCut(String warning) {
        if (warning.toLowerCase(Locale.ROOT).contains("premature")) {
            throw new CutOff();
        }
    }

    private static final class CutOff extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        CutOff() {
            super("the image file is damaged: it ends too early");
        }
    }

    private static Rgb decodeByFFmpeg(byte[] data, FileHeader header) {
        try {
            return StillDecoder.decode(data, header.format());
        } catch (FFmpegException refused) {
            throw new IllegalArgumentException(
                    "the %s image is damaged or of a rare kind; save it again as an ordinary RGB file"
                            .formatted(header.format()),
                    refused);
        }
    }
}
